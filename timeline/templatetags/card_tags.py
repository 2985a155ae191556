"""What is drawn once and shown to everybody who reads the same state of a crisis in the same language."""

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag(takes_context=True)
def card(context, entry, focused=False):
    """An entry as the list shows it."""
    name = "timeline/_entry.html"
    return drawn(context, name, entry, {"focused": True}) if focused else piece(context, name, entry)


@register.simple_tag(takes_context=True)
def piece(context, name, entry, *key, **own):
    """A template drawn once for each reading: what it shows depends on the entry and the key alone.

    `own` is what the template calls the things that the key names.
    """
    cards, key = entry.reading.cards, (get_language(), name, entry.id, *key)
    if key not in cards:
        cards[key] = drawn(context, name, entry, own)
    return cards[key]


def drawn(context, name, entry, own):
    reading = entry.reading
    own = {"entry": entry, "reading": reading, "crisis": reading.crisis} | own
    return context.template.engine.get_template(name).render(context.new(own))


@register.simple_tag(takes_context=True)
def kept_of(context, reading, name):
    """A part of the page that depends on the reading alone, by the name of its template."""
    return reading.remember((get_language(), name), lambda: context.template.engine.get_template(name).render(context))


BOX = '<label class="opt"><input type="checkbox" id="f-{0}-{1}" name="{0}" value="{1}" autocomplete="off"'
MARK = '<svg class="g h{}" aria-hidden="true"><use href="#a{}"/></svg> '


@register.simple_tag
def option(choice, reading):
    """A choice of the filter panel. There are hundreds on a page: as templates, they took half of its time."""
    return option_in(get_language(), choice, reading)


def option_in(language, choice, reading):
    name = ("option", language, choice.key, choice.value)
    opening, label = reading.remember(name, lambda: option_parts(choice, reading))
    state = " checked" * choice.selected + " disabled" * choice.disabled
    return SafeString(f'{opening}{state}>{label}<span class="n">{choice.count}</span></label>')


def option_parts(choice, reading):
    """What is the same of a choice under every filter: the box as far as its state, and the label."""
    label = choice.label
    if choice.actor:
        label = format_html('<span dir="auto">{}{}</span>', choice_mark(choice, reading), label)
    return format_html(BOX, choice.key, choice.value), conditional_escape(label)


@register.simple_tag
def choice_mark(choice, reading):
    name = reading.name_of(choice.actor)
    return format_html(MARK, name.hue, name.shape)


@register.simple_tag
def options(choices, reading):
    language = get_language()
    return SafeString("".join(option_in(language, choice, reading) for choice in choices))
