"""Attempts to log in that failed."""

from django.db import models


class FailedLogIn(models.Model):
    """Kept for minutes, and as digests: neither the name that was typed nor from where can be read from them."""

    pair = models.CharField(max_length=64, db_index=True)
    address = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.pair[:8]}, {self.at}"
