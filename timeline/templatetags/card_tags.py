"""What is drawn once and shown to everybody who reads the same state of a crisis in the same language."""

from django import template

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
