"""A page of a filter's entries with ways to the pages before and after it: a cursor names the entry a page follows."""

from dataclasses import dataclass

from timeline.filters import TimelineFilter, cursor_of


@dataclass
class Window:
    """`before` and `after` are the queries of the pages on either side in the order shown; None where there is none."""

    pks: list[int]
    before: str | None
    after: str | None
    order: str = ""

    @property
    def earlier(self) -> str | None:
        return self.after if self.order == "newest" else self.before

    @property
    def later(self) -> str | None:
        return self.before if self.order == "newest" else self.after

    @property
    def alone(self) -> bool:
        return not (self.before or self.after)


def window(search: TimelineFilter, size: int) -> Window:
    pks, following = search.selected.page(size)
    after = search.query(after=cursor_of(search.selected.place_of(pks[-1]))) if following else None
    return Window(pks, page_before(search, size), after, search.order)


def page_before(search: TimelineFilter, size: int) -> str | None:
    """The query of the page that ends where this one begins."""
    if not search.cursor:
        return None
    place = search.selected.place_before(size)
    return search.query(after=cursor_of(place)) if place else search.query()
