"""Installations to torment: a folder of their own, and the program's own settings, not those of the tests."""

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEMO = "china-japan-2025"


@contextmanager
def folder():
    path = tempfile.mkdtemp(prefix="timeline-torture-")
    try:
        yield Path(path)
    finally:
        shutil.rmtree(path, ignore_errors=True)


def environment(data, url="", **more):
    """Nothing of the environment of whoever started this but the path."""
    return {"PATH": os.environ["PATH"], "DATA_DIR": str(data), "DATABASE_URL": url} | more


def manage(environment, *words):
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"manage.py {' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stdout
