"""What the overview strip, the lanes, the ledger and the table ask for."""

from django import template
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from timeline import dates, lags, wordings
from timeline.models import Stage
from timeline.templatetags.timeline_tags import badges, when_tag

register = template.Library()


@register.filter
def rem(units):
    """A length of a drawing as the reader's font size gives it: a unit is a sixteenth of it."""
    return f"{units / 16:g}rem"


@register.filter
def lag_words(lag):
    return lags.lag_words(lag)


@register.filter
def open_words(demand):
    """“Open for 14 days when last checked, 27 November 2025”."""
    least, most = demand.open_for.least, demand.open_for.most
    if least is None or most is None:
        return _("Open, for how long is not known")
    many = str(most) if least == most else _("{few} to {many}").format(few=least, many=most)
    checked = bool(demand.measure.checked)
    pattern = (
        ngettext("Open for {n} day when last checked, {day}", "Open for {n} days when last checked, {day}", most)
        if checked
        else ngettext("No answer recorded in {n} day up to {day}", "No answer recorded in {n} days up to {day}", most)
    )
    return pattern.format(n=many, day=wordings.day_words(demand.until))


@register.simple_tag
def unit_label(unit):
    """What the overview counts by."""
    return {
        "day": pgettext("counted", "By day"),
        "week": pgettext("counted", "By week"),
        "month": pgettext("counted", "By month"),
        "quarter": pgettext("counted", "By quarter"),
        "year": pgettext("counted", "By year"),
    }.get(unit, pgettext("counted", "By many years"))


@register.simple_tag
def unit_known(unit, known):
    """“Day known”, “month not known”: to what the overview counts the entries of a row."""
    words = {
        "day": (_("day known"), _("day not known")),
        "week": (_("week known"), _("week not known")),
        "month": (_("month known"), _("month not known")),
        "quarter": (_("quarter known"), _("quarter not known")),
        "year": (_("year known"), _("year not known")),
    }
    return words.get(unit, (_("years known"), _("years not known")))[not known]


@register.filter
def slider_words(brush, end):
    """The day at which a slider stands, in words; what it means at its end."""
    place = brush[end]
    if place == {"from": 0, "to": brush["days"]}[end]:
        return _("no limit")
    return wordings.day_words(dates.day_of(brush["first"]) + place - (end == "to"))


@register.simple_tag
def cell_when(when):
    """A date with plain spaces: a spreadsheet does not take the unbreakable kind for part of a date."""
    return mark_safe(when_tag(when).replace("\xa0", " "))  # noqa: S308


@register.simple_tag
def cell_certainty(entry):
    """The badges of an entry, parted by signs that survive where the cell is pasted."""
    return mark_safe(badges(entry).replace("</span><span", "</span>; <span"))  # noqa: S308


@register.filter
def row_kind(entry):
    """The kind of an entry; a step's says what the step did: “Step: widened”."""
    if not entry.stage:
        return entry.kind_label
    return _("{kind}: {stage}").format(kind=entry.kind_label, stage=wordings.lowered(str(Stage(entry.stage).label)))


@register.filter
def row_who(entry):
    """Who took part, in a cell without signs: “Japan → China”, “Donald Trump + Sanae Takaichi”."""
    acting, towards = entry.acting, entry.towards
    if entry.parent and not entry.actors:
        acting, towards = entry.parent.imposed_by, entry.parent.aimed_at
    together = " + ".join(name.name for name in entry.together)
    acting, towards = names_of(acting), names_of(towards)
    return " → ".join(filter(None, [" + ".join(filter(None, [acting, together])), towards]))


@register.filter
def row_sources(entry):
    return wordings.in_a_row(source.name for source in entry.sources)


@register.filter
def beside_words(entry):
    """What lanes show of an entry by place and line, for whoever hears it: its date, its parties, its answers."""
    parts = [wordings.date_words(entry.when)]
    parts += [_("towards {names}").format(names=names_of(entry.towards))] if entry.towards else []
    parts += [_("with {names}").format(names=names_of(entry.together))] if entry.together else []
    if entry.answered_by:
        n = len(entry.answered_by)
        parts.append(ngettext("answered by {n} countermeasure", "answered by {n} countermeasures", n).format(n=n))
    parts += [tie.relation_label + wordings.mark(": ") + tie.entry.short for tie in entry.links]
    return "".join(wordings.mark(", ") + part for part in parts)


def names_of(names):
    return wordings.in_a_row(name.name for name in names)


@register.simple_tag
def view_query(search, view):
    """The same question in another view; it begins at its first page."""
    return search.query(without={"after"} | ({"sort"} if view != "table" else set()), view=view)


@register.simple_tag
def sort_query(search, sort):
    """The table sorted by a column; by time the other way round, if it is so sorted already."""
    if sort == "when" and search.value("sort") == "when":
        return search.query(order="oldest" if search.order == "newest" else "newest")
    return search.query(sort=sort)


@register.simple_tag
def zoom_query(search, slug=""):
    return search.query(without={"after"}, zoom=slug) if slug else search.query(without={"zoom"})
