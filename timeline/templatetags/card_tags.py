"""What is drawn once and shown to everybody who reads the same state of a crisis in the same language."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def card(context, entry, focused=False):
    """An entry as the list shows it. It depends on the entry alone, so it is drawn once for each reading."""
    cards = entry.reading.cards
    if focused:
        return drawn(context, entry, focused=True)
    if entry.id not in cards:
        cards[entry.id] = drawn(context, entry, focused=False)
    return cards[entry.id]


def drawn(context, entry, focused):
    reading = entry.reading
    own = {"entry": entry, "focused": focused, "reading": reading, "crisis": reading.crisis}
    return context.template.engine.get_template("timeline/_entry.html").render(context.new(own))


@register.simple_tag(takes_context=True)
def kept_of(context, reading, name):
    """A part of the page that depends on the reading alone, by the name of its template."""
    return reading.remember(name, lambda: context.template.engine.get_template(name).render(context))


OPTION = (
    '<label class="opt"><input type="checkbox" id="f-{0}-{1}" name="{0}" value="{1}" autocomplete="off"{2}>'
    '{3}<span class="n">{4}</span></label>'
)
MARK = '<svg class="g h{}" aria-hidden="true"><use href="#a{}"/></svg> '


@register.simple_tag
def option(choice, reading):
    """A choice of the filter panel. There are hundreds on a page: as templates, they took half of its time."""
    state = SafeString(" checked" * choice.selected + " disabled" * choice.disabled)
    label = choice.label
    if choice.actor:
        label = format_html('<span dir="auto">{}{}</span>', choice_mark(choice, reading), label)
    return format_html(OPTION, choice.key, choice.value, state, label, choice.count)


@register.simple_tag
def choice_mark(choice, reading):
    name = reading.name_of(choice.actor)
    return format_html(MARK, name.hue, name.shape)


@register.simple_tag
def options(choices, reading):
    return SafeString("".join(option(choice, reading) for choice in choices))
