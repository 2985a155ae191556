"""`feed.atom`."""

from datetime import datetime

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed

from timeline.formats.feed import Item
from timeline.models import Crisis

from .plain import one_line, urn


def text(
    crisis: Crisis, items: list[Item], *, url: str, feed_url: str, licence: str, notice: str, now: datetime
) -> str:
    feed = Feed(
        title=one_line(crisis.title),
        link=url,
        description="",
        subtitle=one_line(f"{crisis.standfirst} {notice}"),
        author_name=one_line(settings.OPERATOR or settings.SITE_NAME),
        feed_url=feed_url,
        feed_guid=urn(crisis.public_id),
        feed_copyright=one_line(licence),
        now=now,
    )
    for item in items:
        feed.add_item(
            title=item.title,
            link=item.url,
            description=item.html,
            unique_id=item.id,
            pubdate=item.published,
            updateddate=item.updated,
            categories=item.tags,
        )
    return feed.writeString("utf-8")


class Feed(Atom1Feed):
    def latest_post_date(self) -> datetime:
        """An empty feed is as new as the question."""
        latest: datetime = max((item["updateddate"] for item in self.items), default=self.feed["now"])
        return latest
