"""Markdown that editors write, as HTML that is safe to show: read without HTML, then let through an allow-list."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from timeline.searching import CONTROLS

TAGS = {"p", "br", "hr", "strong", "em", "a", "ul", "ol", "li", "blockquote", "code", "pre", "h3"}
LINKED = re.compile(r"(?:https?://|mailto:)[^\s\\]", re.IGNORECASE)


def html(text: str) -> str:
    """The text as HTML. Links lead to web and mail addresses only; a picture becomes a link, so nothing is fetched.

    Every heading is of the third level: a text stands under a heading of its page.
    """
    return rendered(CONTROLS.sub("", text)) if text.strip() else ""


@lru_cache(maxsize=256)
def rendered(text: str) -> str:
    tokens = READER.parse(text)
    for token in tokens:
        if token.type.startswith("heading_"):
            token.tag = "h3"
    return nh3.clean(
        READER.renderer.render(tokens, READER.options, {}),
        tags=TAGS,
        clean_content_tags={"script", "style"},
        attributes={"a": {"href"}, "ol": {"start"}},
        attribute_filter=kept,
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
        link_rel="nofollow noopener noreferrer",
    )


def kept(_tag: str, name: str, value: Any) -> str | None:
    return value if name != "href" or LINKED.match(value) else None


def picture_as_link(
    renderer: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, env: dict[str, Any]
) -> str:
    token = tokens[place]
    words = renderer.renderInlineAsText(token.children, options, env)
    token.tag, token.attrs = "a", {"href": token.attrs["src"]}
    return f"{renderer.renderToken([token], 0, options, env)}{nh3.clean_text(words or str(token.attrs['href']))}</a>"


def reader() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "breaks": False})
    markdown.add_render_rule("image", picture_as_link)
    return markdown


READER = reader()
