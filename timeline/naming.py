"""Which row an editor means by a name as typed, and addresses made from names."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _

from timeline import searching
from timeline.models import Countermeasure, Crisis, Edition, Event
from timeline.models.actors import SharedName
from timeline.models.base import refuse_reserved

SUGGESTED = 1000  # names offered while typing; a name past them is found all the same
ADDRESS = 60  # letters of an address made from a headline


class Names:
    """Rows by name, fetched once however many fields ask. Each has a label that is its own."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        self.rows, self.model = rows, rows.model

    @cached_property
    def by_label(self) -> dict[str, Any]:
        rows = list(self.rows)
        labels: dict[str, Any] = {}
        for row in rows:
            labels.setdefault(str(row), []).append(row)
        return {
            label if len(same) == 1 else f"{label} [{getattr(row, 'slug', row.public_id)}]": row
            for label, same in labels.items()
            for row in same
        }

    @cached_property
    def labels(self) -> dict[int, str]:
        return {row.pk: label for label, row in self.by_label.items()}

    @cached_property
    def words(self) -> list[tuple[str, Any]]:
        return [(searching.words([label]), row) for label, row in self.by_label.items()]

    def label(self, row: Any) -> str:
        return self.labels.get(row.pk, str(row))

    def suggestions(self) -> list[str]:
        return list(self.by_label)[:SUGGESTED]

    def find(self, text: str) -> Any:
        """The row of that name, else the only one whose words begin with those typed, else None.

        Raises ValidationError where several begin so.
        """
        text = text.strip()
        if text in self.by_label:
            return self.by_label[text]
        return self.alike(lambda words: words == searching.words([text])) or self.beginning(searching.tokens(text))

    def beginning(self, tokens: list[str]) -> Any:
        patterns = [searching.pattern([token], whole=False) for token in tokens]
        return self.alike(lambda words: all(pattern in words for pattern in patterns)) if patterns else None

    def alike(self, fits: Callable[[str], bool]) -> Any:
        found = [row for words, row in self.words if fits(words)]
        if len(found) > 1:
            some = ", ".join(self.label(row) for row in found[:4])
            raise ValidationError(_("That could be %(some)s. Type more of it.") % {"some": some})
        return found[0] if found else None


def named(model: type[SharedName], name: str, **fields: Any) -> Any:
    """The row of that name, made if there is none: two fields of one form may both ask for it."""
    same = model.objects.filter(name=name).first()
    return same or model.objects.create(name=name, slug=free_slug(model.objects.all(), name), **fields)


def names_changed() -> None:
    """Raise the stamp of every crisis: names are filled in on reading, so that any page may show the new one."""
    Crisis.objects.update(counter=F("counter") + 1)


def free_slug(rows: QuerySet[Any], text: str, *, fallback: str = "", taken: Iterable[str] = frozenset()) -> str:
    """An address from a name that no row has, nor `taken` names, and that hides no address of the site."""
    base = short(slugify(searching.fold(text))) or fallback.lower() or slugify(rows.model._meta.model_name or "")
    used = set(rows.filter(slug__startswith=base).values_list("slug", flat=True)) | set(taken)
    slug, number = base, 2
    while slug in used or reserved(slug):
        slug, number = f"{base}-{number}", number + 1
    return slug


def free_entry_slug(entry: Event | Countermeasure, text: str) -> str:
    """An address for an entry in its crisis; one that once led to another entry still does."""
    others = type(entry).objects.filter(crisis=entry.crisis_id).exclude(pk=entry.pk)
    return free_slug(others, text, fallback=entry.public_id, taken=slugs_once_shown(entry))


def slugs_once_shown(entry: Event | Countermeasure) -> set[str]:
    """The addresses at which readers have seen other entries of that kind in the crisis."""
    others = Edition.objects.filter(crisis=entry.crisis_id, noun=entry._meta.model_name).exclude(entry=entry.public_id)
    return set(others.values_list("slug", flat=True).distinct())


def short(slug: str) -> str:
    """No longer than an address should be, cut between words."""
    return slug if len(slug) <= ADDRESS else slug[: ADDRESS + 1].rpartition("-")[0] or slug[:ADDRESS]


def reserved(slug: str) -> bool:
    try:
        refuse_reserved(slug)
    except ValidationError:
        return True
    return False
