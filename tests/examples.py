"""How many examples a test of hypothesis draws: few in every run, many with HYPOTHESIS_PROFILE=thorough."""

import os

from hypothesis import HealthCheck, settings

PROFILES = ("timeline", "thorough")


def examples(few, thorough=500):
    """The setting for a test that draws `few` examples, and `thorough` many when asked to be."""
    many = settings.get_current_profile_name() == "thorough"
    return settings(max_examples=thorough if many else few, suppress_health_check=list(HealthCheck))


def choose():
    """Load the profile that the environment names. A slow machine is no fault of the program.

    Every ordinary run draws the same, so that a change is judged by what it changed; the thorough one searches anew.
    """
    for name in PROFILES:
        settings.register_profile(name, deadline=None, derandomize=name != "thorough")
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", PROFILES[0]))
