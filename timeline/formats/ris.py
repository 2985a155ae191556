"""`citations.ris`: for reference managers that read RIS. One tag a line, every line ended as RIS wants it."""

from collections.abc import Iterable, Iterator

from timeline.exporting import Selection
from timeline.formats.citations import Citation
from timeline.formats.files import Absolute

from .citations import citations

CONTENT_TYPE = "application/x-research-info-systems; charset=utf-8"


def lines(selection: Selection, absolute: Absolute) -> Iterator[str]:
    return written(citations(selection, absolute))


def written(citations: Iterable[Citation]) -> Iterator[str]:
    for citation in citations:
        yield "".join(f"{tag}  - {value}\r\n" for tag, value in tags(citation)) + "ER  - \r\n\r\n"


def tags(citation: Citation) -> Iterator[tuple[str, str]]:
    yield "TY", "ELEC"
    yield "ID", citation.key
    optional = {
        "TI": citation.title,
        "T2": citation.outlet,
        "PY": citation.published[:4],
        "DA": citation.published.replace("-", "/"),
        "Y2": citation.accessed.replace("-", "/"),
        "LA": citation.language,
        "UR": citation.url,
        "N1": citation.note,
    }
    yield from (("AU", name) for name in citation.authors)
    yield from ((tag, value) for tag, value in optional.items() if value)
