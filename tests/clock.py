from datetime import UTC, datetime, timedelta

from django.utils import timezone


class Clock:
    """A clock that tests set."""

    def __init__(self, monkeypatch):
        self.now = datetime(2025, 11, 28, 12, tzinfo=UTC)
        monkeypatch.setattr(timezone, "now", lambda: self.now)

    def forward(self, **by):
        self.now += timedelta(**by)
        return self.now
