"""Moments to look from, news, and what a page tells other sites of itself."""

from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from timeline import moments, sharing, wordings
from timeline.filters import written
from timeline.formats import card, jsonld

register = template.Library()


# Moments


@register.simple_tag(takes_context=True)
def moments_around(context):
    """The moments a reader can step to; on the page of one entry none before it was first shown."""
    shown = context.get("entry") or context.get("measure")
    return moments.around(context["crisis"], context["search"].moment, shown.published if shown else None)


@register.simple_tag
def seen_at(search, moment):
    """The same question asked of another moment."""
    return search.query(asof=written(moment))


@register.filter
def as_asof(moment):
    """A moment as it stands in an address."""
    return written(moment)


# News


@register.simple_tag(takes_context=True)
def news_address(context):
    """Where an open page asks whether there is anything new; empty for a page of the past."""
    search, crisis, reading = context["search"], context["crisis"], context["reading"]
    last = None if search.moment else reading.remember("latest", lambda: moments.latest(crisis))
    return reverse("live", args=[crisis.slug]) + search.query(since=written(last)) if last else ""


@register.simple_tag
def news_link(search, crisis):
    """The page that shows what is new, and marks it."""
    return crisis.url + search.query(since=written(search.since))


@register.simple_tag(takes_context=True)
def news_since(context):
    """What is new on this page since the moment the reader left it: lines with their entries named."""
    search, reading = context["search"], context["reading"]
    if not search.since or search.moment:
        return []
    lines = moments.news(search, search.since)
    moments.fill(lines[:10], reading)
    return lines


@register.filter
def first_new(lines, entries):
    """The id of the first entry of a page that is new, else of the newest of the news."""
    new = {line.edition.entry for line in lines if not line.gone}
    return next((entry.id for entry in entries if entry.id in new), "")


# Frames and links elsewhere


@register.simple_tag(takes_context=True)
def frame_html(context):
    return sharing.frame_html(context["crisis"], context["search"], context["request"].build_absolute_uri)


@register.simple_tag(takes_context=True)
def frame_address(context):
    return sharing.frame_address(context["crisis"], context["search"])


@register.simple_tag(takes_context=True)
def asked_address(context):
    """The whole address of what the page shows, without whatever else it was opened with."""
    request = context["request"]
    return request.build_absolute_uri(request.path + context["search"].query().rstrip("?"))


@register.simple_tag(takes_context=True)
def oembed_address(context):
    request = context["request"]
    asked = sharing.whole_address(context["crisis"], context["search"])
    question = urlencode({"format": "json", "url": request.build_absolute_uri(asked)})
    return f"{request.build_absolute_uri(reverse('oembed'))}?{question}"


@register.inclusion_tag("sharing/_unfurl.html", takes_context=True)
def unfurl(context):
    """What a link to the page shows elsewhere: title, description, picture and what it is about, for programs."""
    request = context["request"]
    parts = UNFURLED["entry" if context.get("entry") else "measure" if context.get("measure") else "crisis"](context)
    address = request.build_absolute_uri(request.path)
    return parts | {"address": address, "site": settings.SITE_NAME, "width": card.WIDTH, "height": card.HEIGHT}


def of_entry(context):
    entry = context["entry"]
    said = sharing.according_to(entry.sources)
    date, word = wordings.date_words(entry.when), sharing.judged(entry)
    alt = " ".join(filter(None, (f"{entry.headline}. {date}. {word}. {said}", sharing.photograph_in_words(entry))))
    return entry_parts(context, entry, entry.headline, entry.summary, alt) | {
        "data": about_page(context, entry, entry.headline, entry.summary, jsonld.event(entry), entry.accounts)
    }


def of_measure(context):
    measure = context["measure"]
    title, summary = measure.record["title"], measure.record["summary"]
    return entry_parts(context, measure, title, summary, f"{title}. {measure.type_label}") | {
        "data": about_page(context, measure, title, summary, {"@type": "Thing", "name": title}, measure.accounts)
    }


def entry_parts(context, shown, title, summary, alt):
    picture = reverse("picture-of-edition", args=[shown.crisis.slug, shown.edition.public_id])
    return {
        "title": title,
        "description": summary or title,
        "kind": "article",
        "alt": alt,
        "picture": context["request"].build_absolute_uri(picture),
    }


def about_page(context, shown, title, summary, about, reports):
    item = jsonld.entry_page(shown, title, summary, about, page_of(context["request"]), reports)
    return mark_safe(jsonld.text(item))  # noqa: S308


def of_crisis(context):
    crisis, search, request = context["crisis"], context["search"], context["request"]
    language = get_language()
    name = context["reading"].remember(("picture", language), lambda: sharing.crisis_picture(crisis, language))
    picture = reverse("picture-of-crisis", args=[crisis.slug, name])
    return {
        "title": crisis.title,
        "description": crisis.standfirst or crisis.title,
        "kind": "website",
        "alt": _("The title of the timeline, and how many entries it has"),
        "picture": request.build_absolute_uri(picture),
        "data": "" if search.narrows or search.cursor or search.moment else about_crisis(context),
    }


def about_crisis(context):
    crisis, page, changed = context["crisis"], page_of(context["request"]), context["overview"].updated
    item = jsonld.timeline_page(crisis, context["entries"], context["total"], page, changed)
    return mark_safe(jsonld.text(item))  # noqa: S308


def page_of(request):
    absolute, publisher = request.build_absolute_uri, settings.OPERATOR or settings.SITE_NAME
    return jsonld.Page(absolute(request.path), get_language(), publisher, absolute)


UNFURLED = {"entry": of_entry, "measure": of_measure, "crisis": of_crisis}
