"""How many days lie between two dates that may be vague: the fewest and the most it can be."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timeline import dates

DAYS_OF_YEAR = 365.2425
IN_YEARS = 730  # from so many days on, years say more


@dataclass(frozen=True)
class Lag:
    """Days from one date to another; None where that end is open. Negative: the second came first."""

    least: int | None
    most: int | None

    @property
    def exact(self) -> bool:
        return self.least is not None and self.least == self.most


def lag(before: tuple[int, int], after: tuple[int, int]) -> Lag:
    """From a day among those of `before` to one among those of `after` (first and last day numbers).

    What answers cannot come before what it answers: where the dates leave that open, the fewest days are none.
    """
    least = None if before[1] >= dates.LATEST or after[0] <= dates.EARLIEST else after[0] - before[1]
    most = None if before[0] <= dates.EARLIEST or after[1] >= dates.LATEST else after[1] - before[0]
    if most is None or most >= 0:
        least = max(least or 0, 0)
    return Lag(least, most)


def lag_words(one: Lag) -> str:
    """“5 days later”, “Same day”, “Between 0 and 12 days later”."""
    if one.most is None:
        return at_least(one.least) if one.least else _("Days between not known")
    if one.most < 0:
        return ngettext("Dated {n} day before", "Dated {n} days before", -one.most).format(n=-one.most)
    if one.exact:
        return exactly(one.most)
    if one.least is not None and one.most is not None and one.least > IN_YEARS:
        years = years_of(one.least), years_of(one.most)
        return _("Between {few} and {many} years later").format(few=years[0], many=years[1])
    return _("Between {few} and {many} days later").format(few=one.least, many=one.most)


def exactly(days: int) -> str:
    if days == 0:
        return _("Same day")
    if days > IN_YEARS:
        return ngettext("About {n} year later", "About {n} years later", years_of(days)).format(n=years_of(days))
    return ngettext("{n} day later", "{n} days later", days).format(n=days)


def at_least(days: int) -> str:
    if days > IN_YEARS:
        return _("At least {n} years later").format(n=years_of(days))
    return ngettext("At least {n} day later", "At least {n} days later", days).format(n=days)


def gap_words(days: int) -> str:
    """A stretch without entries, in the largest unit that fits: “46 years”, “5 months”."""
    if days > IN_YEARS:
        return ngettext("{n} year", "{n} years", years_of(days)).format(n=years_of(days))
    if days > 60:
        months = round(days / 30.437)
        return ngettext("{n} month", "{n} months", months).format(n=months)
    return ngettext("{n} day", "{n} days", days).format(n=days)


def years_of(days: int) -> int:
    return round(days / DAYS_OF_YEAR)
