"""Typed text with its look-alikes made one: widths, dashes, spaces, quotes and invisible marks."""

import unicodedata

DASHES = "‐‑‒–—―−﹘﹣－⁃"
TILDES = "〜～"
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
FOLDS = FULL_WIDTH | {ord(dash): "-" for dash in DASHES} | {ord(tilde): " to " for tilde in TILDES}
FOLDS |= {ord("’"): "'", ord("‘"): "'", ord("、"): ",", ord("。"): "."}


def fold(text: str) -> str:
    visible = "".join(char for char in unicodedata.normalize("NFC", text) if unicodedata.category(char) != "Cf")
    return " ".join(visible.translate(FOLDS).split())
