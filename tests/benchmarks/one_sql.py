"""Every count of the filter panel and of the strip, by one SQL statement each: what ours is compared with."""

from django.db.models import Count
from django.db.models.functions import Coalesce

from timeline.models import EditionActor, EditionSource

COLUMNS = ("kind", "stage", "certainty", "key_moment", "parent")


def counted(rows, *names, what="pk"):
    return list(rows.order_by().values_list(*names).annotate(n=Count(what, distinct=what != "pk")))


def facets(search):
    for name in COLUMNS:
        counted(search.entries(without=(name,)), name)
    parts = EditionActor.objects.filter(edition__in=search.entries(without=("actor",)).values("pk"))
    counted(parts, "actor", what="edition")
    counted(parts.annotate(root=Coalesce("actor__part_of", "actor")), "root", what="edition")
    parts = EditionActor.objects.filter(edition__in=search.entries(without=("role",)).values("pk"))
    counted(parts, "role", what="edition")
    counted(EditionSource.objects.filter(edition__in=search.entries(without=("source",)).values("pk")), "source")


def histogram(search):
    counted(search.entries(), "first_day", "last_day")
