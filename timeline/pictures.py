"""Photographs made safe to show: decoded, turned upright, stripped of all they carry, resized, kept as WebP."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from timeline.models import Event, Picture

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 20 * 2**20
MOST_PIXELS = 60_000_000
WIDTHS = (480, 960, 1600)


def keep_picture(event: Event, file: File[bytes], **said: str) -> Picture:
    """Keep an uploaded photograph for an event; `said` is alt, caption, credit, licence.

    Raises ValidationError for what is no JPEG, PNG or WebP, or is too large to decode safely.
    """
    image = decoded(file)
    picture = Picture(event=event, width=image.width, height=image.height, widths=widths_for(image), **said)
    try:
        for width in picture.widths:
            default_storage.save(file_name(picture.public_id, width), ContentFile(resized(image, width)))
        picture.save()
    except (OSError, DatabaseError):
        forget_files([(picture.public_id, picture.widths)])
        raise
    return picture


def decoded(file: File[bytes]) -> Image.Image:
    """The picture in upright pixels alone: no location, camera or comment is left."""
    if file.size > MOST_BYTES:
        raise ValidationError(_("A picture may have at most 20 MB."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=FORMATS) as image:
                refuse_vast(image)
                return ImageOps.exif_transpose(image).convert("RGB")
    except ValidationError:
        raise
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(_("This is no JPEG, PNG or WebP picture that can be read.")) from error


def refuse_vast(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise ValidationError(_("A picture may have at most 60 million pixels."))


def widths_for(image: Image.Image) -> list[int]:
    """The widths kept: those that are smaller than the picture, and its own up to the largest."""
    return [width for width in WIDTHS if width < image.width] + [min(image.width, WIDTHS[-1])] * (
        image.width <= WIDTHS[-1]
    )


def resized(image: Image.Image, width: int) -> bytes:
    out = BytesIO()
    height = max(1, round(image.height * width / image.width))
    image.resize((width, height), Image.Resampling.LANCZOS).save(out, "WEBP", quality=80, method=4)
    return out.getvalue()


def file_name(public_id: str, width: int) -> str:
    return f"{public_id}-{width}.webp"


def content_of(public_id: str, width: int) -> bytes:
    """The kept file; empty if it was removed."""
    try:
        with default_storage.open(file_name(public_id, width)) as file:
            content: bytes = file.read()
            return content
    except FileNotFoundError:
        return b""


def forget_files(pictures: Iterable[tuple[str, Iterable[int]]]) -> None:
    """Delete the files of pictures that are removed for good; `pictures` are record items or rows as (id, widths)."""
    for public_id, widths in pictures:
        for width in widths:
            default_storage.delete(file_name(public_id, width))
