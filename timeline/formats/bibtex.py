"""`citations.bib`: for reference managers and LaTeX."""

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from timeline.exporting import Selection
from timeline.formats.citations import Citation
from timeline.formats.files import Absolute

from .citations import citations

CONTENT_TYPE = "application/x-bibtex; charset=utf-8"
SPECIAL = str.maketrans(
    {
        "\\": r"{\textbackslash}",
        "{": r"{\textbraceleft}",
        "}": r"{\textbraceright}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        **{character: rf"\{character}" for character in "#$%&_"},
    }
)


def lines(selection: Selection, absolute: Absolute) -> Iterator[str]:
    return written(citations(selection, absolute))


def written(citations: Iterable[Citation]) -> Iterator[str]:
    for citation in citations:
        fields = "".join(f"  {name} = {{{value}}},\n" for name, value in fields_of(citation) if value)
        yield f"@misc{{{citation.key},\n{fields}}}\n\n"


def fields_of(citation: Citation) -> Iterator[tuple[str, str]]:
    yield "title", f"{{{escaped(citation.title)}}}" if citation.title else ""
    yield "author", " and ".join(f"{{{escaped(name)}}}" for name in citation.authors)
    yield "howpublished", escaped(citation.outlet)
    yield "year", citation.published[:4]
    yield "date", citation.published
    yield "url", address(citation.url)
    yield "urldate", citation.accessed
    yield "language", escaped(citation.language)
    yield "note", escaped(citation.note)


def escaped(text: str) -> str:
    return text.translate(SPECIAL)


def address(url: str) -> str:
    """An address is read as it stands, so that only what would end the field is written otherwise."""
    return quote(url, safe=r"""!#$%&'()*+,-./:;=?@[]_~""")
