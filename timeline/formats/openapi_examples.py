"""An example of every shape, about one call between two leaders."""

from typing import Any

SITE = "https://timeline.example"
MOMENT = "2025-11-27T12:00:00Z"
SHOWN = {"published": "2025-11-26T08:00:00Z", "updated": MOMENT, "edition": "e4w8r2t6y0u1"}
ABOUT = {
    "id": "c7d2k9w4m1xz",
    "slug": "china-japan-2025",
    "title": "China and Japan, November 2025",
    "url": f"{SITE}/china-japan-2025/",
    "standfirst": "What was said, and what followed.",
    "state": "ongoing",
    "time_zone": "Asia/Tokyo",
    "day_first": True,
    "sides": ["china", "japan"],
    "sources_note": "",
}
REPORT = {
    "id": "r5t9y2u6i0p3",
    "source": "reuters",
    "headline": "Leaders speak by telephone",
    "url": "https://news.example/call",
    "archive_url": "",
    "authors": "A. Reporter",
    "language": "en",
    "published": "2025-11-25",
    "accessed": "2025-11-26",
}
ACCOUNT = {
    "id": "a1s5d9f3g7h2",
    "source": "reuters",
    "report": REPORT,
    "attribution": "unnamed",
    "attributed_to": "two people familiar with the call",
    "speaker": "",
    "says": "He asked her not to raise the temperature.",
    "quote": "",
    "quote_original": "",
    "quote_language": "",
    "translator": "",
    "response": "asserts",
    "relayed_from": None,
    "answers": [{"point": "p6o0i4u8y2t5", "text": "Not to raise the temperature."}],
}
EVENT = {
    "id": "k3v9x2m4q8zt",
    "slug": "call-of-25-november",
    "url": f"{SITE}/china-japan-2025/events/call-of-25-november/",
    "headline": "The two leaders speak by telephone",
    "short_headline": "",
    "language": "en",
    "summary": "The call took place in the morning.",
    "body": "",
    "kind": "call",
    "certainty": "confirmed",
    "significance": "key",
    "developing": False,
    "order": 0,
    "date": {
        "edtf": "2025-11-25",
        "earliest": "2025-11-25",
        "latest": "2025-11-25",
        "text": "25 November 2025, 10:00 (Asia/Tokyo)",
        "phrase": "",
        "precision": "time",
        "time": "10:00",
        "zone": "Asia/Tokyo",
    },
    "actors": [{"id": "w2e6r0t4y8u3", "slug": "takaichi", "role": "with"}],
    "place": "",
    "pictures": [],
    "countermeasure": None,
    "stage": None,
    "accounts": [ACCOUNT],
    "points": [{"id": "p6o0i4u8y2t5", "label": "What he asked for", "certainty": "disputed", "order": 0}],
    "links": [{"id": "q9w3e7r1t5y0", "to": "statement-of-26-november", "relation": "led-to", "basis": "reported"}],
    **SHOWN,
}
COUNTERMEASURE = {
    "id": "m8n2b6v0c4x1",
    "slug": "travel-advice",
    "url": f"{SITE}/china-japan-2025/countermeasures/travel-advice/",
    "title": "Advice against travel to Japan",
    "short_title": "Travel advice",
    "summary": "",
    "type": "travel-warning",
    "formality": "formal",
    "imposed_by": ["china"],
    "aimed_at": ["japan"],
    "responds_to": [{"id": "z1x5c9v3b7n2", "event": "remarks-of-7-november", "basis": "stated", "account": None}],
    "status": ["announced"],
    "status_text": "Announced",
    "begins": {"earliest": "2025-11-14", "latest": "2025-11-14"},
    "ends": {"earliest": None, "latest": None},
    "checked": "2025-11-27",
    "stated_reason": None,
    "stated_reason_account": None,
    "reported_motive": None,
    "reported_motive_account": None,
    "accounts": [],
    "steps": ["travel-advice-announced"],
    **SHOWN,
}
ACTOR = {
    "id": "w2e6r0t4y8u3",
    "slug": "takaichi",
    "name": "Takaichi Sanae",
    "kind": "person",
    "office": "Prime Minister of Japan",
    "country": "JP",
    "part_of": "japan",
}
SOURCE = {
    "id": "s4d8f2g6h0j5",
    "slug": "reuters",
    "name": "Reuters",
    "kind": "wire",
    "country": None,
    "host": "news.example",
}
CHANGE = {
    "id": "k3v9x2m4q8zt",
    "noun": "event",
    "edition": "e4w8r2t6y0u1",
    "headline": "The two leaders speak by telephone",
    "url": f"{SITE}/china-japan-2025/events/call-of-25-november/",
    "change": "correction",
    "at": MOMENT,
    "reason": "The hour was wrong.",
}
WITHDRAWN = {
    "id": "h7j1k5l9z3x0",
    "withdrawn": MOMENT,
    "how": "withdrawn",
    "reason": "It rested on one report, since withdrawn.",
    "survivor": None,
}


def page(address: str, **lists: Any) -> dict[str, Any]:
    about = {"generated": MOMENT, "licence": "CC BY 4.0", "filter": [["kind", "call"]]}
    return {"crisis": ABOUT, **about, "address": f"{SITE}/api/v1/{address}?crisis=china-japan-2025", **lists}


CRISIS = ABOUT | {"entries": 31, "changed": MOMENT}
EXAMPLES = {
    "Crisis": CRISIS,
    "Crises": {"count": 1, "crises": [CRISIS]},
    "Event": EVENT,
    "Events": page("events", count=1, events=[EVENT], withdrawn=[WITHDRAWN], next=None),
    "Countermeasure": COUNTERMEASURE,
    "Countermeasures": page("countermeasures", count=1, countermeasures=[COUNTERMEASURE], withdrawn=[], next=None),
    "Actors": page("actors", count=1, actors=[ACTOR], next=None),
    "Sources": page("sources", count=1, sources=[SOURCE], next=None),
    "Changes": page("changes", changes=[CHANGE], next=None),
    "Problem 400": {
        "type": "about:blank",
        "title": "A value in the address is not understood",
        "status": 400,
        "errors": [{"key": "kind", "value": "chat", "allowed": "one of: statement, call, meeting"}],
    },
    "Problem 404": {"type": "about:blank", "title": "There is nothing at this address", "status": 404},
    "Problem 410": {
        "type": "about:blank",
        "title": "This was withdrawn",
        "status": 410,
        "detail": WITHDRAWN["reason"],
        **WITHDRAWN,
    },
}
