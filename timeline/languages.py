"""Which language an address names."""

from django.conf import settings
from django.utils.translation import get_language_from_path


def language_of(path: str) -> str:
    """Of /ja/… and, at the desk, of /admin/ja/…: its cookies are kept below /admin/."""
    return get_language_from_path(path.removeprefix("/admin")) or settings.LANGUAGE_CODE
