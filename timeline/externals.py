"""What files that were taken in say beside our own fields, for those who give it back."""

from dataclasses import dataclass

from timeline.models import External


@dataclass(frozen=True)
class Extras:
    """Of one entry: the id its file gives it ("" if none), and its further keys in the shape of that file.

    For TimelineJS that is the shape of version 3, whatever version was taken in: `extra` is to be laid under a slide,
    key by key and object by object, so that what is our own stands over it. Its texts are harmless as HTML.
    """

    system: str
    external: str
    extra: dict

    @property
    def kind(self):
        return self.system.partition(":")[0]


def extras_of(ids, kind="timelinejs"):
    """{public id: Extras} of those entries that a file of that kind brought; of several files the first."""
    rows = External.objects.filter(entry__in=ids, system__startswith=f"{kind}:").order_by("-pk")
    return {row.entry: Extras(row.system, row.external if row.given else "", row.extra) for row in rows}


def extras_of_files(crisis, kind="timelinejs"):
    """What files of that kind say of themselves: a list of {title, eras, …}, as each was taken in."""
    rows = External.objects.filter(crisis=crisis, external="", system__startswith=f"{kind}:").order_by("pk")
    return [row.extra for row in rows]


def laid_under(made, extra):
    """What we make with what a file had beside it: objects are joined key by key, else what we make stands."""
    both = {
        name: laid_under(made[name], extra[name]) for name in made.keys() & extra.keys() if joinable(made, extra, name)
    }
    return extra | made | both


def joinable(made, extra, name):
    return isinstance(made[name], dict) and isinstance(extra[name], dict)
