"""`make test`: every test on SQLite, those in a browser, and every test again on PostgreSQL.

`python -m tests.run [--on sqlite|browser|postgresql] [arguments for pytest]`. A part this machine lacks the means for
is named at the end; with CI=true that is a failure.
"""

import argparse
import os
import subprocess
import sys
import time

from tests import machine, npm, postgresql

NOTHING_COLLECTED = 5


class Missing(Exception):
    """A part cannot run here; the text says why."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.run", allow_abbrev=False)
    parser.add_argument("--on", choices=PARTS, action="append")
    chosen, rest = parser.parse_known_args()
    failed, missing = [], []
    for name in chosen.on or PARTS:
        print(f"\n──── {name} " + "─" * (60 - len(name)), flush=True)
        try:
            begun, code = time.monotonic(), PARTS[name](rest)
            print(f"──── {name}: {time.monotonic() - begun:.0f} s", flush=True)
        except Missing as why:
            missing.append(f"{name}: {why}")
        else:
            failed += [name] * (code != 0)
    return report(failed, missing)


def report(failed: list[str], missing: list[str]) -> int:
    for line in missing:
        print(f"\n!!!! NOT RUN, {line}.")
    for name in failed:
        print(f"\n!!!! FAILED, {name}.")
    if missing and machine.IN_CI:
        print("\n!!!! With CI=true every part must run.")
    return int(bool(failed or (missing and machine.IN_CI)))


def on_sqlite(rest: list[str]) -> int:
    return pytest("not browser", rest)


def in_browser(rest: list[str]) -> int:
    if not machine.chromium():
        raise Missing("no Chromium is on the path, and CHROMIUM names none")
    npm.install()
    return pytest("browser", rest)


def on_postgresql(rest: list[str]) -> int:
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        return pytest("not browser", rest, DATABASE_URL=given)
    if why := postgresql.why_not():
        raise Missing(why)
    with postgresql.temporary_server() as url:
        return pytest("not browser", rest, DATABASE_URL=url)


def pytest(marked: str, rest: list[str], **environment: str) -> int:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    # A file stays whole: what its tests share is made once. They are begun in the order of `conftest.LONG`.
    cores = ["-n", str(os.cpu_count() or 1), "--dist", "loadfile", "--no-loadscope-reorder"]
    command = [sys.executable, "-m", "pytest", "-m", marked, *cores, *rest]
    code = subprocess.run(command, env=kept | environment).returncode
    return 0 if rest and code == NOTHING_COLLECTED else code


PARTS = {"sqlite": on_sqlite, "browser": in_browser, "postgresql": on_postgresql}

if __name__ == "__main__":
    sys.exit(main())
