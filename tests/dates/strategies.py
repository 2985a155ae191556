"""EDTF texts of every accepted form, each with the bounds it must have, reckoned without the code under test."""

import calendar
from datetime import date

from hypothesis import strategies as st

from timeline.dates import EARLIEST, LATEST

QUALIFIERS = st.sampled_from(["", "?", "~", "%"])


def day_number(year, month, day):
    """`date.toordinal()` in any year, by the 400 years after which the calendar repeats."""
    cycles, within = divmod(year - 1, 400)
    return date(within + 1, month, day).toordinal() + cycles * 146097


def month_end(year, month):
    return calendar.monthrange((year - 1) % 400 + 1, month)[1]


def iso_year(year):
    return f"-{-year:04d}" if year < 0 else f"{year:04d}"


near_years = st.one_of(st.integers(1900, 2100), st.integers(-9999, 9999))


@st.composite
def days(draw):
    year, month = draw(near_years), draw(st.integers(1, 12))
    day = draw(st.integers(1, month_end(year, month)))
    number = day_number(year, month, day)
    return f"{iso_year(year)}-{month:02d}-{day:02d}", number, number


@st.composite
def months(draw):
    year, month, blur = draw(near_years), draw(st.integers(1, 12)), draw(st.sampled_from(["", "", "-XX"]))
    first, last = day_number(year, month, 1), day_number(year, month, month_end(year, month))
    return f"{iso_year(year)}-{month:02d}{blur}", first, last


@st.composite
def years(draw):
    year, blur = draw(near_years), draw(st.sampled_from(["", "", "-XX", "-XX-XX"]))
    return iso_year(year) + blur, day_number(year, 1, 1), day_number(year, 12, 31)


@st.composite
def far_years(draw):
    year = draw(st.integers(10_000, 10**11)) * draw(st.sampled_from([1, -1]))
    return f"Y{year}", day_number(year, 1, 1), day_number(year, 12, 31)


@st.composite
def blurred_years(draw):
    digits, sign = draw(st.sampled_from([1, 2])), draw(st.sampled_from([1, 1, -1]))
    stem = draw(st.integers(0, 10 ** (4 - digits) - 1))
    ends = [sign * (stem * 10**digits + rest) for rest in (0, 10**digits - 1)]
    text = f"{'-' if sign < 0 else ''}{stem:0{4 - digits}d}{'X' * digits}"
    return text, day_number(min(ends), 1, 1), day_number(max(ends), 12, 31)


plain_parts = st.one_of(days(), months(), years(), far_years(), blurred_years())


@st.composite
def parts(draw):
    text, first, last = draw(plain_parts)
    return text + draw(QUALIFIERS), first, last


@st.composite
def pairs(draw, of):
    """Two parts in an order that no rule can call backwards."""
    one, two = draw(of), draw(of)
    start, end = sorted((one, two), key=lambda found: (found[1], found[2]))
    return start, end


@st.composite
def intervals(draw):
    (start, first, _), (end, _, last) = draw(pairs(parts()))
    opened = draw(st.sampled_from(["", "", "..start", "..end", "start", "end"]))
    if opened.endswith("start"):
        return f"{opened.removesuffix('start')}/{end}", EARLIEST, last
    if opened.endswith("end"):
        return f"{start}/{opened.removesuffix('end')}", first, LATEST
    return f"{start}/{end}", first, last


@st.composite
def ranges(draw):
    (start, first, _), (end, _, last) = draw(pairs(plain_parts))
    opened = draw(st.sampled_from(["", "", "start", "end"]))
    if opened == "start":
        return f"[..{end}]", EARLIEST, last
    return (f"[{start}..]", first, LATEST) if opened == "end" else (f"[{start}..{end}]", first, last)


@st.composite
def sets(draw):
    found = draw(st.lists(plain_parts, min_size=2, max_size=4))
    text = f"[{','.join(item for item, _, _ in found)}]"
    return text, min(first for _, first, _ in found), max(last for _, _, last in found)


@st.composite
def weeks(draw):
    monday = draw(st.integers(0, 3_650_000 // 7)) * 7 + 1
    first, last = date.fromordinal(monday), date.fromordinal(monday + 6)
    return f"[{first.isoformat()}..{last.isoformat()}]", monday, monday + 6


seasons = st.builds(lambda year, season: f"{iso_year(year)}-{season}", near_years, st.integers(21, 24))
dated = st.one_of(parts(), intervals(), ranges(), sets(), weeks())
