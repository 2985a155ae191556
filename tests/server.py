"""A server to try instructions on: a folder instead of `/`, and programs that only write down what they are told."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

from django.conf import settings

FOLDERS = ("etc/systemd/system", "etc/nginx/sites-enabled", "etc/cron.d", "var/lib", "var/backups", "srv")
LINKED = ("manage.py", "Makefile", "pyproject.toml", "requirements.lock", "timeline", "templates", "static", "fixtures")
TELL = 'echo "${{0##*/}} $*" >>"{told}"\n'
# Nobody but root gives files away, and there is no such user here.
INSTALL = """for each; do
  shift
  case $each in -o | -g) skip=1 ;; *) [ -n "$skip" ] && skip= || set -- "$@" "$each" ;; esac
done
exec /usr/bin/install "$@"
"""
PROGRAMS = {
    "adduser": TELL,
    "systemctl": TELL,
    "nginx": TELL,
    "git": TELL + '[ "$1" != clone ] || cp -a "{clone}" "$3"\n',
    "install": INSTALL,
    "runuser": 'shift 3\nexec "$@"\n',
    "make": 'exec {make} -o runtime "$@"\n',
}


class Machine:
    """Give it blocks of commands to run; ask it what it was told and what is in its database."""

    def __init__(self, folder):
        self.root, self.programs, self.log = folder / "root", folder / "programs", folder / "told"
        self.home, self.data = self.root / "srv/crisis-timeline", self.root / "var/lib/crisis-timeline"
        for name in FOLDERS:
            (self.root / name).mkdir(parents=True)
        self.make_programs(self.make_clone(folder / "clone"))

    def make_clone(self, clone):
        """What `git clone` would give, with paths of this machine in what is copied to it."""
        clone.mkdir()
        for name in LINKED:
            (clone / name).symlink_to(settings.BASE_DIR / name)
        (clone / ".venv").symlink_to(sys.prefix)
        shutil.copytree(settings.BASE_DIR / ".deploy", clone / ".deploy")
        for path in (clone / ".deploy").iterdir():
            path.write_text(self.moved(path.read_text()))
        return clone

    def make_programs(self, clone):
        self.programs.mkdir()
        for name, text in PROGRAMS.items():
            path = self.programs / name
            path.write_text("#!/bin/sh\n" + text.format(told=self.log, clone=clone, make=shutil.which("make")))
            path.chmod(0o755)

    def moved(self, text):
        return re.sub(r"(?<![\w.$])/(?=(var|etc|srv)/)", f"{self.root}/", text)

    def ask(self, question):
        """The first value that the database answers with; what the question changes is kept."""
        with closing(sqlite3.connect(self.data / "timeline.sqlite3")) as database, database:
            return (database.execute(question).fetchone() or [None])[0]

    def run(self, lines):
        """What the commands say; they stop at the first that fails."""
        done = subprocess.run(
            ["/bin/sh", "-ec", "\n".join(self.moved(line) for line in lines)],
            cwd=self.home if self.home.exists() else self.root,
            env={"PATH": f"{self.programs}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def told(self):
        """What the programs were told, with `$` for the folder."""
        return self.log.read_text().replace(str(self.root), "$").splitlines()
