"""What templates of the public pages ask for: dates and statuses in words, marks of actors, links that keep a question.

Tags that draw a sign always draw its word too.
"""

import re
from itertools import groupby
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timeline import dates, wordings
from timeline.filters import NARROWING, PASSING
from timeline.models import Account, Basis, Certainty
from timeline.templatetags.language_tags import written_in

register = template.Library()

NAMES_SHOWN = 4
NUMBER_AND_WORD = re.compile(r"(\d) (?=\w)")


@register.simple_tag
def site_name():
    return settings.SITE_NAME


# Dates


@register.filter
def date_words(when, style="long"):
    """A date in words: “Week of 24 November 2025”; style is long, short, or `within` for the middle of a sentence."""
    if style == "within":
        return glued(dates.wording(when, say=wordings.say, capital=False))
    return glued(wordings.date_words(when, style))


def glued(words):
    """With the number of a day kept on the line of its month."""
    return NUMBER_AND_WORD.sub("\\1\N{NO-BREAK SPACE}", words)


@register.filter
def day_words(day, style="long"):
    """A day number in words."""
    return glued(wordings.day_words(day, style))


@register.filter
def iso_words(text, style="long"):
    """An ISO day, as records and queries hold it, in words."""
    return day_words(dates.day_of(text), style) if text else ""


def typed_day(text):
    """An ISO day as a reader may have typed it: in words, if those words are read back as the same day."""
    words = wordings.day_words(dates.day_of(text)) if text else ""
    try:
        return words if text and dates.iso(dates.read(words).first) == text else text
    except dates.DateRefused:
        return text


@register.filter
def weekday(when):
    return dates.weekday(when, wordings.say)


@register.filter
def vagueness(when):
    """“Day not given” and the like; empty for an exact day."""
    return dates.vagueness(when, wordings.say)


@register.simple_tag
def when_tag(when, style="long"):
    """A date in words, in a `<time>` where HTML has a value that says exactly this."""
    words, value = date_words(when, style), dates.html_datetime(when)
    return (
        format_html('<time datetime="{}">{}</time>', value, words) if value else format_html("<span>{}</span>", words)
    )


MARKS = {"time": "day", "day": "day", "before": "before", "after": "after", "unknown": "none"}


@register.filter
def date_mark(when):
    """Which mark the spine bears: day, span, before, after or none."""
    if when.approximate or when.uncertain:
        return "span"
    return MARKS.get(when.precision, "span")


@register.filter
def by_day(entries):
    """Entries in their order, those of one date together: (date, entries) pairs. A time of day parts nothing."""
    dated = ((entry.when.without_time, entry) for entry in entries)
    for when, together in groupby(dated, key=lambda pair: pair[0]):
        yield when, [entry for _when, entry in together]


@register.filter
def clock(when):
    """The time of day alone, “14:05”, with its zone if one is kept."""
    if when.minute is None:
        return ""
    return f"{dates.clock_time(when.minute)} {when.zone}".strip()


# Signs


@register.simple_tag
def icon(*name):
    """A sign of the sprite: `{% icon "k-" measure.type %}`.

    It says nothing to a screen reader, so a word must stand beside it.
    """
    return format_html('<svg class="g" aria-hidden="true"><use href="#{}"/></svg>', "".join(name))


@register.simple_tag
def actor(name, link=False):
    """An actor with its mark; a link to its page if asked."""
    tag, address = ("a", format_html(' href="{}"', name.url)) if link else ("span", "")
    shown = icon(f"a{name.shape}"), name.name
    return format_html('<{0} class="act h{1}"{2}{3}>{4}{5}</{0}>', tag, name.hue, address, written_in(), *shown)


ARROW = '<span class="ar" role="img" aria-label="{}">→</span>'
PLUS = '<span role="img" aria-label="{}">+</span>'


@register.simple_tag
def flow(entry, link=False):
    """Who acts → towards whom; who met with whom is joined by a plus sign. Empty if nobody took part."""
    sides = named(entry.acting, link), named(entry.towards, link)
    together = mark_safe(joiner(PLUS, _("with")).join(actor(name, link) for name in entry.together))  # noqa: S308
    first = joined([sides[0], together], joiner(PLUS, _("with")))
    return wrapped(joined([first, sides[1]], joiner(ARROW, _("towards"))))


@register.simple_tag
def parties(measure, link=False):
    """Who imposes a countermeasure → at whom it is aimed."""
    by, at = named(measure.imposed_by, link), named(measure.aimed_at, link)
    return wrapped(joined([by, at], joiner(ARROW, _("aimed at"))))


def joiner(pattern, word):
    return format_html(pattern, word)


def joined(parts, between):
    return mark_safe(between.join(part for part in parts if part))  # noqa: S308


def wrapped(html):
    return format_html('<span class="flow">{}</span>', html) if html else ""


def named(names, link):
    """Actors in a row, the first few by name."""
    few, rest = names[:NAMES_SHOWN], len(names) - NAMES_SHOWN
    html = format_html_join("", "{}", ((actor(name, link),) for name in few))
    more = ngettext("and {n} more", "and {n} more", rest).format(n=rest)
    return html + format_html("<span>{}</span>", more) if rest > 0 else html


@register.simple_tag
def badge(certainty, about=""):
    """How sure we are, by sign and word; `about` names the claim it judges."""
    word = Certainty(certainty).label
    text = _("{claim}: {certainty}").format(claim=about, certainty=wordings.lowered(str(word))) if about else word
    return format_html('<span class="st">{}{}</span>', icon(f"s-{certainty}"), text)


@register.simple_tag
def badges(entry, leading=False):
    """The badge of an entry; where single claims of it are disputed, each badge names its object.

    On the page of the entry they are `leading` to what each source says of the claim.
    """
    points = getattr(entry, "disputed_points", ())
    if not points:
        return badge(entry.certainty)
    return badge(entry.certainty, entry.kind_label) + format_html_join(
        "", "{}", ((led_to(badge(point["certainty"], point["label"]), point, leading),) for point in points)
    )


def led_to(words, point, leading):
    return format_html('<a href="#p-{}">{}</a>', point["id"], words) if leading else words


# Words


@register.filter
def status_words(measure):
    """Where a countermeasure stands on the reading's day: “Announced, possibly in force”."""
    return wordings.status_label(measure.status, measure.type)


@register.filter
def standing_words(measure):
    """“No end reported, checked 27 November 2025”; empty once it has ended."""
    return glued(wordings.standing_words(measure))


@register.filter
def stage_words(step):
    """What a step did: “Widened”."""
    return wordings.stage_label(step.edition.stage, "") if step.edition.stage else ""


@register.filter
def lowered(text):
    """With a small first letter, for a label in the middle of a line."""
    return wordings.lowered(str(text))


@register.filter
def attribution_words(told):
    """What an account rests on: the report's own words, else the kind of attribution."""
    kind = Account.Attribution(told.attribution).label
    if told.attribution == Account.Attribution.NOT_STATED:
        kind = _("Its sources are not given")
    return told.attributed_to or kind


@register.filter
def stance_words(told):
    """“Denies”, “Declines to comment”; empty for an account that simply says so."""
    return "" if told.response == Account.Stance.ASSERTS else Account.Stance(told.response).label


@register.filter
def basis_words(tie):
    return Basis(tie.basis).label


@register.filter
def answers_of(entry, told):
    """What an account says on each point it answers: (point, text) pairs."""
    return [(point, told.answers[point["id"]]) for point in entry.points if point["id"] in told.answers]


@register.filter
def unanswered_by(entry, told):
    """The labels of the points an account does not answer, in a row."""
    return wordings.mark("; ").join(point["label"] for point in entry.points if point["id"] not in told.answers)


@register.filter
def answered(told, point):
    """What an account says on a point; empty if it says nothing."""
    return told.answers.get(point["id"], "")


@register.filter
def source_names(sources, limit=3):
    """“AFP, Reuters and 2 more”."""
    return wordings.source_names(sources, limit)


@register.simple_tag
def query(search, **changes):
    """The question as a query string, with some keys changed: `{% query search order="oldest" %}`."""
    return search.query(**changes)


@register.simple_tag
def query_without_filters(search):
    return search.query(without=set(NARROWING))


@register.simple_tag
def query_at_present(search):
    """The same question asked of now."""
    return search.query(without={"asof"})


@register.simple_tag
def kept_beside(search, *asked):
    """The question as hidden fields of a form, but for the keys it asks itself: if none are named, all that narrow."""
    pairs = search.pairs(without={*PASSING, *(asked or NARROWING)})
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


@register.simple_tag
def swap(query):
    """A link that asks anew: its address, and what lets htmx put the answer into the open page."""
    return format_html(
        'href="{0}" hx-get="{0}" hx-target="#results" hx-swap="outerHTML" hx-sync="#filters:replace"'
        ' hx-indicator="#results"',
        query,
    )


# The filter panel


@register.filter
def typed_value(search, key):
    """What stands in a date field: the day that was read, or what was typed and refused."""
    refused = next((refusal.value for refusal in search.refused if refusal.key == key), "")
    return refused or typed_day(search.value(key))


@register.filter
def refusal(search, key):
    """What a key takes, if its value was refused."""
    allowed = next((refusal.allowed for refusal in search.refused if refusal.key == key), "")
    return sentence(allowed)


@register.filter
def sentence(allowed):
    """What a refused key takes, as a sentence; what refuses a date is one already."""
    return allowed if not allowed or allowed.endswith(".") else _("This takes {allowed}.").format(allowed=allowed)


@register.simple_tag
def count_words(count, total, narrowed):
    """“31 entries”, or “4 of 31 entries” where a filter leaves some out."""
    if narrowed and total:
        return ngettext("{n} of {total} entry", "{n} of {total} entries", total).format(n=count, total=total)
    return ngettext("{n} entry", "{n} entries", count).format(n=count)


# The ten-second lines


@register.filter
def moment_tag(moment, crisis):
    """A moment in the crisis's own zone."""
    local = moment.astimezone(ZoneInfo(crisis.time_zone))
    words = wordings.clock_words(local, day_words(local.toordinal()))
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), words)


@register.filter
def standing_sources(overview):
    """The sources that the standing countermeasures rest on, each once."""
    sources = {source.pk: source for measure in overview.standing for source in measure.all_sources}
    return list(sources.values())


@register.filter
def certainty_counts(overview):
    """How many entries are how sure, as (word, number)."""
    return [
        (wordings.lowered(str(label)), overview.certainties[value])
        for value, label in Certainty.choices
        if overview.certainties.get(value)
    ]


@register.filter
def between_whom(entry):
    """Who says so and who denies it; where single points are disputed, of those alone who speak of them."""
    disputed = {point["id"] for point in entry.disputed_points}
    told = [one for one in entry.accounts if not disputed or disputed & one.answers.keys()]
    denying = [one for one in told if one.response == "denies"]
    sources = {one.speaks.pk: one.speaks for one in told if one not in denying}
    if denying and sources:
        return _("Says: {saying}. Denies: {denying}.").format(
            saying=source_names(list(sources.values())), denying=wordings.in_a_row(dict.fromkeys(map(denier, denying)))
        )
    return _("According to {names}").format(names=source_names(entry.sources)) if entry.sources else ""


def denier(told):
    if not told.speaker:
        return told.speaks.name
    return _("{speaker} ({source})").format(speaker=told.speaker, source=told.speaks.name)


@register.filter
def place_among_steps(entry):
    """Which step of its countermeasure it is, counted from 1."""
    return [step.id for step in entry.parent.steps].index(entry.id) + 1
