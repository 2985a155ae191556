"""Waiting for a state and never for a time: a slow machine reaches it later, and its tests do not fail of that."""

import time

PATIENCE = 60  # seconds


def until(reached, why="It did not come about."):
    """Ask again and again until `reached` gives something true, and give that back."""
    end = time.monotonic() + PATIENCE
    while not (found := reached()):
        assert time.monotonic() < end, why
        time.sleep(0.02)
    return found
