"""How a text that cannot be read is sent back."""


class DateRefused(ValueError):
    """A text that names no date. `str()` is a sentence telling what to type instead.

    `message` is the translatable format and `values` its fields, so `_(error.message) % …` is
    `_(error.message).format(**error.values)`.
    """

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = {name: shown(value) for name, value in values.items()}

    def __str__(self) -> str:
        return self.message.format(**self.values)


def shown(value: object, longest: int = 60) -> str:
    """What was typed, fit to print: no control characters, no lone surrogates, not endless."""
    text = "".join(char if char.isprintable() else "\ufffd" for char in str(value)[: longest + 1])
    return text if len(text) <= longest else text[:longest] + "…"
