"""HTML of other people's files as Markdown. What a reader of the HTML would see is never lost; what would act is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import nh3

from . import markdown
from .incoming import clean

UNSEEN = {"script", "style", "template", "title", "noscript"}
BLOCKS = {
    *("p", "div", "section", "article", "header", "footer", "figure", "figcaption", "table", "tr", "dl", "dt", "dd"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "hr", "center", "address", "form"),
    *("main", "aside", "nav", "details", "summary", "fieldset", "caption", "thead", "tbody", "tfoot"),
}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
EMBEDDED = {"iframe": "src", "img": "src", "video": "src", "audio": "src", "source": "src", "embed": "src"}
LINK = re.compile(r"(?:https?://|mailto:)[^\s]+\Z", re.IGNORECASE)
BARE_LINK = re.compile(r"https?://[^\s<>\"'()\[\]{}]+[^\s<>\"'()\[\]{}.,;:!?]", re.IGNORECASE)
WORDS = re.compile(r"[^\W\d_](?:[^\W_]|[ ,;.?!'’“”–()-])*")  # what Markdown can mean only one way
MARKUP = re.compile(r"<[a-zA-Z/!?]|&(?:#|[a-zA-Z])")
SPECIAL = re.compile(r"([\\`*\[\]<]|(?<![^\W_])_|_(?![^\W_])|&(?=[#a-zA-Z])|!(?=\[))")
LINE_START = re.compile(r"^([#+=>~-]|[0-9]{1,9}(?=[.)]))", re.MULTILINE)
SPACES = re.compile(r"[ \t\f\v\xa0]+")
DEEPEST = 6  # quotes and lists within one another


@dataclass(frozen=True)
class Prose:
    """`markdown` for the body; `plain`, what is seen, a paragraph a line; `links` as (address, words)."""

    markdown: str
    plain: str
    links: tuple[tuple[str, str], ...]

    @property
    def simple(self) -> bool:
        """One paragraph of plain words."""
        return "\n" not in self.plain and not self.links and unescaped(self.markdown) == self.plain


def prose(text: str) -> Prose:
    """The text of a field that may hold HTML."""
    text = clean(text)
    if WORDS.fullmatch(text):
        words = " ".join(text.split())
        return Prose(words, words, ())
    plain_marks = not MARKUP.search(text)
    for emphasis, linked in ((True, True), (False, True), (False, False)):
        seen = Seen(emphasis, linked)
        seen.feed_all(text if not plain_marks else text.replace("&", "&amp;").replace("<", "&lt;"))
        found = seen.prose()
        if same_words(found):
            return found
    return found


def plain(text: str) -> str:
    """The words alone, on one line."""
    return " ".join(prose(text).plain.split()) if MARKUP.search(text) else " ".join(clean(text).split())


def same_words(found: Prose) -> bool:
    """Whether the Markdown, shown to readers, has the words that were seen in the HTML."""
    shown = WordsOf()
    shown.feed_all(markdown.html(found.markdown))
    return shown.words == "".join(found.plain.split())


def link_of(address: str | None) -> str:
    """An address that may be followed, whole; "" for every other."""
    address = re.sub(r"[\x00-\x1f\x7f]", "", (address or "").strip())
    if address.startswith("//"):
        address = f"https:{address}"
    address = address.replace(" ", "%20").replace("<", "%3C").replace(">", "%3E").replace("\\", "%5C")
    return address if LINK.match(address) else ""


class Feeding(HTMLParser):
    def feed_all(self, text: str) -> None:
        self.feed(text)
        self.close()


class WordsOf(Feeding):
    """The words that a page shows, spaces left out."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ""

    def handle_data(self, data: str) -> None:
        self.words += "".join(data.split())


class Seen(Feeding):
    """Collects blocks: each a line of what is seen and the same as Markdown. Not `linked`, they are words alone."""

    def __init__(self, emphasis: bool, linked: bool) -> None:
        super().__init__()
        self.emphasis, self.linked = emphasis, linked
        self.blocks: list[tuple[str, str, bool]] = []
        self.links: list[tuple[str, str]] = []
        self.marked, self.seen = "", ""
        self.unseen = self.quotes = 0
        self.lists: list[Any] = []
        self.opened: list[Any] = []
        self.item = ""
        self.lead = ""
        self.has_blocks = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        attrs = dict(attributes)
        if tag in UNSEEN:
            self.unseen += 1
        elif self.unseen:
            return
        elif tag == "br":
            self.marked, self.seen = self.marked + "\\\n", self.seen + "\n"
        elif tag in BLOCKS:
            self.start_block(tag)
        elif tag in ("td", "th"):
            self.put(" | " if self.seen.strip() else "")
        elif tag == "a" or (tag in MARKS and self.emphasis):
            self.opened.append((tag, len(self.marked), len(self.seen), attrs.get("href")))
        elif tag in EMBEDDED:
            self.embed(attrs.get(EMBEDDED[tag]), attrs.get("alt") or attrs.get("title"))
        elif tag == "q":
            self.put("“")

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)
        if tag not in ("br", "hr", *EMBEDDED):
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        elif self.unseen:
            return
        elif tag in BLOCKS:
            self.end_block(tag)
        elif tag == "a" or tag in MARKS:
            self.end_inline(tag)
        elif tag == "q":
            self.put("”")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.put(data)
            self.links += [(link, "") for link in BARE_LINK.findall(data)] if not self.inside_link else []

    @property
    def inside_link(self) -> bool:
        return any(tag == "a" for tag, *_rest in self.opened)

    def put(self, text: str) -> None:
        self.marked += SPECIAL.sub(r"\\\1", text)
        self.seen += text

    def embed(self, address: str | None, words: str | None) -> None:
        link = link_of(address)
        if link:
            words = words or link
            self.links.append((link, words if words != link else ""))
            self.seen += f" {words} "
            self.marked += f" [{escaped(words)}](<{link}>) " if self.linked else f" {escaped(words)} "
        elif words:
            self.put(f" {words} ")

    def start_block(self, tag: str) -> None:
        self.flush()
        self.has_blocks = True
        if tag in ("ul", "ol"):
            self.lists.append([tag, 0])
        elif tag == "li" and self.lists:
            self.lists[-1][1] += 1
            self.item = "- " if self.lists[-1][0] == "ul" else f"{self.lists[-1][1]}. "
        elif tag == "blockquote":
            self.quotes += 1
        elif tag in HEADINGS:
            self.lead = "### "

    def end_block(self, tag: str) -> None:
        self.flush()
        self.lead = ""
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif tag == "blockquote":
            self.quotes = max(0, self.quotes - 1)

    def end_inline(self, tag: str) -> None:
        """Close a link or emphasis opened in this block; spaces at its edges stay outside of it."""
        place = next((at for at in range(len(self.opened) - 1, -1, -1) if self.opened[at][0] == tag), None)
        if place is None:
            return
        _tag, marked_at, seen_at, href = self.opened.pop(place)
        inner, words = self.marked[marked_at:], self.seen[seen_at:].strip()
        if not inner.strip():
            return
        before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
        self.marked = self.marked[:marked_at] + before + self.dressed(tag, inner.strip(), words, href) + after

    def dressed(self, tag: str, inner: str, words: str, href: str | None) -> str:
        if tag != "a":
            return f"{MARKS[tag]}{inner}{MARKS[tag]}"
        link = link_of(href)
        if not link:
            return inner
        self.links.append((link, " ".join(words.split())))
        return f"[{inner}](<{link}>)" if self.linked else inner

    def flush(self) -> None:
        """End the block: what has gathered becomes a paragraph, a list item or a heading."""
        self.opened.clear()
        for marked, seen in paragraphs(self.marked, self.seen, split=not self.has_blocks):
            self.blocks.append((self.dress_block(marked), seen, bool(self.lists)))
            self.item = ""
        self.marked = self.seen = ""

    def dress_block(self, marked: str) -> str:
        marked = LINE_START.sub(r"\\\1", marked)
        marked = re.sub(r"^\\([0-9]{1,9})(?=[.)])", r"\1\\", marked, flags=re.MULTILINE)
        if not self.linked:
            return marked
        lead = self.lead
        lines = (lead + (marked.replace("\\\n", " ").replace("\n", " ") if lead else marked)).split("\n")
        if self.lists:
            indent = "   " * min(len(self.lists) - 1, DEEPEST)
            first = indent + (self.item or "   ")
            lines = [first + lines[0], *(indent + "   " + line for line in lines[1:])]
        return "\n".join("> " * min(self.quotes, DEEPEST) + line for line in lines)

    def prose(self) -> Prose:
        self.flush()
        text, before = "", False
        for marked, _seen, listed in self.blocks:
            text += ("" if not text else "\n" if listed and before else "\n\n") + marked
            before = listed
        seen = "\n".join(" ".join(seen.split()) for _marked, seen, _listed in self.blocks)
        return Prose(text, seen, tuple(dict.fromkeys(self.links)))


def paragraphs(marked: str, seen: str, split: bool) -> Iterator[tuple[str, str]]:
    """(Markdown, seen) of each paragraph: typed text without tags is parted at blank lines."""
    parts = list(zip(parted(marked), parted(seen), strict=False)) if split else [(marked, seen)]
    if split and len(parted(marked)) != len(parted(seen)):
        parts = [(marked, seen)]
    for one, other in parts:
        tidied = tidy(one)
        if tidied and other.strip():
            yield tidied, other


def parted(text: str) -> list[str]:
    return re.split(r"(?:\r?\n[ \t]*){2,}", text.strip()) if "\\\n" not in text else [text]


def tidy(marked: str) -> str:
    lines = (SPACES.sub(" ", line).strip() for line in re.split(r"\r\n?|\n", marked))
    text = "\n".join(line for line in lines if line not in ("", "\\"))
    ends_in_break = (len(text) - len(text.rstrip("\\"))) % 2
    return text[:-1].strip() if ends_in_break else text.strip()


def escaped(text: str) -> str:
    return SPECIAL.sub(r"\\\1", text)


def unescaped(text: str) -> str:
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


KEPT_TAGS = markdown.TAGS | {
    *("div", "span", "h1", "h2", "h4", "h5", "h6", "b", "i", "u", "s", "sub", "sup", "small", "cite", "q", "img"),
    *("iframe", "figure", "figcaption", "table", "thead", "tbody", "tr", "td", "th", "caption", "video", "audio"),
    "source",
}
KEPT_ATTRIBUTES = {
    "*": {"class", "title", "lang", "dir"},
    "a": {"href", "target"},
    "img": {"src", "alt", "width", "height"},
    "iframe": {"src", "width", "height", "allowfullscreen", "frameborder"},
    **{tag: {"src", "controls", "type"} for tag in ("video", "audio", "source")},
}


def harmless(text: str) -> str:
    """A text that is kept to be given back as HTML, without what would act in whoever shows it."""
    text = clean(text)
    if re.match(r"\s*(?:javascript|vbscript|data)\s*:", text, re.IGNORECASE):
        return ""
    if "<" not in text:
        return text
    return nh3.clean(
        text, tags=KEPT_TAGS, attributes=KEPT_ATTRIBUTES, url_schemes={"http", "https", "mailto"}, link_rel=None
    )
