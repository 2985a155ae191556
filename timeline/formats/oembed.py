"""The answer of oEmbed 1.0: how another site shows an address of this one."""

CACHED = 3600


def rich(title: str, html: str, width: int, height: int, provider: str, home: str) -> dict[str, int | str]:
    """A rich answer; sizes are pixels. Our pictures are wider than what is framed, so there is no thumbnail."""
    return {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": provider,
        "provider_url": home,
        "cache_age": CACHED,
        "html": str(html),
        "width": width,
        "height": height,
    }
