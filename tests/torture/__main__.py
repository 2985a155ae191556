"""`make torture`: writers killed, too many readers, PostgreSQL stopped under load, backups carried from one database to
the other."""

import subprocess
import sys

from tests import postgresql

PARTS = {"kills": ["200"], "overload": ["60"], "outage": ["6"], "crossing": []}


def main() -> int:
    failed = []
    for name, words in PARTS.items():
        why = None if name in ("kills", "overload") else postgresql.why_not()
        print(f"──── {name}: {'NOT RUN, ' + why if why else ''}", flush=True)
        if why or subprocess.run([sys.executable, "-m", f"tests.torture.{name}", *words]).returncode:
            failed.append(name)
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
