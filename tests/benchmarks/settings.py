"""The program as it is served, and one plain view beside it to compare with."""

from timeline.settings import *  # noqa: F403

ROOT_URLCONF = "tests.benchmarks.urls"
