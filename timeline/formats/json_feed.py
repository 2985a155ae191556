"""`feed.json`: JSON Feed 1.1."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings

from timeline.formats.feed import Item
from timeline.models import Crisis

from .plain import moment, one_line


def text(
    crisis: Crisis, items: list[Item], *, url: str, feed_url: str, licence: str, notice: str, now: datetime
) -> str:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": one_line(crisis.title),
        "home_page_url": url,
        "feed_url": feed_url,
        "description": one_line(f"{crisis.standfirst} {notice}"),
        "authors": [{"name": one_line(settings.OPERATOR or settings.SITE_NAME)}],
        "_crisis_timeline": {"licence": licence, "generated": moment(now)},
        "items": [item_of(item) for item in items],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def item_of(item: Item) -> dict[str, Any]:
    made = {
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "content_html": item.html,
        "date_published": moment(item.published),
        "date_modified": moment(item.updated),
        "tags": item.tags,
    }
    return made | ({"language": item.language} if item.language else {})
