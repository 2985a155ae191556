"""Photographs, as readers may see them."""

import re

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

from timeline.models import Edition
from timeline.records import PICTURE

NAME = re.compile(r"([0-9a-z]{12})-([0-9]{1,5})\.webp")


@require_safe
def picture(_request, name):
    """A picture that some edition shows or once showed. Kept for an hour only: it may have to be removed for good."""
    match = NAME.fullmatch(name)
    if not match or not Edition.objects.once_shown().filter(ties__to=match[1], ties__relation=PICTURE).exists():
        raise Http404
    return file_of(name, "public, max-age=3600")


def file_of(name, caching):
    try:
        response = FileResponse(default_storage.open(name), content_type="image/webp")
    except FileNotFoundError:
        raise Http404 from None
    response["Cache-Control"] = caching
    return response
