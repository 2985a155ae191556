"""Large made-up crises, the same each time, to measure and to try things on."""

from .sowing import Taken, seed

__all__ = ["Taken", "seed"]
