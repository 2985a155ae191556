"""A little of `make torture`, every day."""

import subprocess
import sys

from django.conf import settings
from django.db import connection

if connection.vendor == "sqlite":  # what it tells does not depend on the database of the other tests

    def test_a_writer_killed_in_the_middle_loses_nothing_acknowledged():
        command = [sys.executable, "-W", "error", "-m", "tests.torture.kills", "3"]
        done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert "3 kills" in done.stdout and "none lost, none halved" in done.stdout
