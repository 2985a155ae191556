"""What every template may ask for without loading it: signs and attributes that depend on the page's language."""

from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.html import format_html

from timeline import wordings
from timeline.filters import KEYS

register = template.Library()


@register.filter
def in_a_row(names):
    """“AFP, Reuters”."""
    return wordings.in_a_row(names)


@register.simple_tag
def mark(sign):
    """What stands between two pieces: `{% mark ", " %}`."""
    return wordings.mark(sign)


@register.simple_tag
def written_in(language=""):
    """The lang attribute of what the desk wrote: in the site's own language, if no other is given."""
    if language or translation.get_language() != settings.LANGUAGE_CODE:
        return format_html(' lang="{}"', language or settings.LANGUAGE_CODE)
    return ""


@register.simple_tag
def page_language():
    """The page's language as HTML writes it: zh-Hans."""
    return language_tag(translation.get_language())


def language_tag(code):
    """Django's zh-hans as zh-Hans: the form that is written, though any case is read."""
    language, _dash, script = code.partition("-")
    return f"{language}-{script.title() if len(script) == 4 else script.upper()}" if script else language


@register.simple_tag(takes_context=True)
def other_languages(context):
    """The same page with the same question in each language: code, name, address, whether it is this one.

    Empty where the address stands for itself alone: errors, and what has no page in other languages.
    """
    match = getattr(context.get("request"), "resolver_match", None)
    if match is None or context.get("failed") or len(settings.LANGUAGES) < 2:
        return []
    return [one for code, name in settings.LANGUAGES if (one := in_language(context["request"], match, code, name))]


def in_language(request, match, code, name):
    with translation.override(code):
        try:
            path = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
        except NoReverseMatch:
            return None
    asked = urlencode([(key, value) for key, values in request.GET.lists() if key in KEYS for value in values])
    return {
        "code": code,
        "tag": language_tag(code),
        "name": name,
        "address": f"{path}?{asked}" if asked else path,
        "path": path,
        "here": code == translation.get_language(),
    }
