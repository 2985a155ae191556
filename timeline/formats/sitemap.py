"""A sitemap: addresses, and when what stands there last changed."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from xml.sax.saxutils import escape

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'


def lines(pages: Iterable[tuple[str, datetime]]) -> Iterator[str]:
    yield HEAD
    for address, changed in pages:
        when = f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else ""
        yield f"<url><loc>{escape(address)}</loc>{when}</url>\n"
    yield "</urlset>\n"
