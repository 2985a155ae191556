"""One table of what was measured, and the file it is kept in."""

import json
from pathlib import Path

from .cases import CASES

HERE = Path(__file__).parent
RATIOS = {case.name: case.goal for case in CASES if case.goal}
GROWTHS = {case.name: case.grows for case in CASES if case.grows}
VALUES = {  # at most, but for AT_LEAST
    "start to first page, s": 5,
    "memory of a worker, MB": 300,
    "facets, part of the SQL way": 0.05,
    "strip, part of the SQL way": 0.05,
    "correct an event (× bare insert)": 5,
    "requests a second, filtered page (÷ hello)": 0.35,
    "a page from Varnish, processor (hello ÷ it)": 10,
    "from correction to page from Varnish, s": 2,
}
AT_LEAST = {"requests a second, filtered page (÷ hello)", "a page from Varnish, processor (hello ÷ it)"}


def show(result, before):
    """Ratios to the plain view, or the value a name speaks of; `was` is the largest size as last kept."""
    sizes = sorted(result["sizes"], key=int)
    print(f"\n{result['database']}: processor time as a multiple of a plain view (hello)\n")
    head = "".join(f"{int(size):>12,}" for size in sizes)
    print(f"{'':44}{head}{'ms':>10}{'growth':>9}{'was':>9}{'goal':>8}")
    for name in names(result, sizes):
        print(line(name, [result["sizes"][size].get(name) for size in sizes], was(before, name, sizes[-1])))


def names(result, sizes):
    return dict.fromkeys(name for size in sizes for name in result["sizes"][size])


def line(name, found, before):
    figures = [told.get("ratio", told.get("value")) if told else None for told in found]
    cells = "".join(f"{figure:12.2f}" if figure is not None else f"{'–':>12}" for figure in figures)
    last = found[-1] or {}
    ms = f"{last['ms']:10.2f}" if "ms" in last else " " * 10
    growth = figures[-1] / figures[0] if len(figures) > 1 and all(figures) else None
    grown = f"{growth:9.2f}" if growth else " " * 9
    return f"{name:44}{cells}{ms}{grown}{f'{before:9.2f}' if before else ' ' * 9}{goal(name, figures[-1], growth)}"


def goal(name, figure, growth):
    wanted = RATIOS.get(name) or VALUES.get(name) or (10 if name.startswith("SQL of 30, q") else None)
    if wanted is None or figure is None:
        return ""
    held = figure >= wanted if name in AT_LEAST else figure <= wanted
    if growth and name in GROWTHS:
        held = held and growth <= GROWTHS[name]
    return f"{wanted:8g} {'held' if held else 'MISSED'}"


def was(before, name, size):
    told = (before or {}).get("sizes", {}).get(size, {}).get(name, {})
    return told.get("ratio", told.get("value"))


def file_of(database):
    return HERE / f"{database}.json"


def kept(database):
    return json.loads(file_of(database).read_text()) if file_of(database).exists() else None


def keep(result):
    """Kept beside what was measured of other sizes before."""
    before = kept(result["database"]) or {"sizes": {}}
    file_of(result["database"]).write_text(text(result | {"sizes": before["sizes"] | result["sizes"]}))


def text(result):
    rounded = {
        size: {name: {key: round(value, 3) for key, value in told.items()} for name, told in cases.items()}
        for size, cases in sorted(result["sizes"].items(), key=lambda item: int(item[0]))
    }
    return json.dumps(result | {"sizes": rounded}, indent=1, ensure_ascii=False) + "\n"
