"""A desk carried from SQLite to PostgreSQL and back by its backups: it arrives as it left.
`python -m tests.torture.crossing`."""

import json
import zipfile
from contextlib import ExitStack

from tests import postgresql
from tests.torture import desks


def main():
    with ExitStack() as stack:
        first, last, folder = (stack.enter_context(desks.folder()) for _each in range(3))
        url = stack.enter_context(postgresql.temporary_server())
        places = [desks.environment(first), desks.environment(folder, url), desks.environment(last)]
        desks.manage(places[0], "serve", "--demo", "--set-up-only")
        sums = [carried(places[0], folder / "0.zip")]
        for number, place in enumerate(places[1:], start=1):
            desks.manage(place, "migrate", "--verbosity=0")
            desks.manage(place, "restore", str(folder / f"{number - 1}.zip"))
            sums.append(carried(place, folder / f"{number}.zip"))
    assert sums[0] == sums[1] == sums[2], [name for name in sums[0] if len({str(told[name]) for told in sums}) > 1]
    rows = sum(told["rows"] for told in sums[0].values())
    print(f"{rows} rows of {len(sums[0])} tables went from SQLite to PostgreSQL and back, and are the same.")


def carried(place, path):
    """What the backup of a place sums up to; a crisis that is restored begins a new epoch."""
    desks.manage(place, "backup", str(path))
    with zipfile.ZipFile(path) as file:
        tables = json.loads(file.read("about.json"))["tables"]
    del tables["timeline_crisis"]
    return tables


if __name__ == "__main__":
    main()
