"""The texts of `vectors.txt`, and how many of them stand in one entry."""

import functools
from pathlib import Path

ESCAPES = {"\\t": "\t", "\\n": "\n", "\\r": "\r", "\\0": "\0"}
TOGETHER = 32


def vectors():
    for line in Path(__file__).with_name("vectors.txt").read_text().splitlines():
        if line and not line.startswith(";;"):
            yield functools.reduce(lambda text, escape: text.replace(*escape), ESCAPES.items(), line)


def groups():
    """Lists of them, each to be brought in as one entry: the first in its headline, all in its text."""
    every = list(vectors())
    return [every[start : start + TOGETHER] for start in range(0, len(every), TOGETHER)]
