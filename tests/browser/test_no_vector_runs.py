"""Texts that would make a careless page run a script come in through every door, and nothing of them runs."""

import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.desk.typing import Form
from tests.factories import AccountFactory, CrisisFactory, EventFactory, SourceFactory, shown
from tests.trust.vectors import groups, vectors
from timeline.models import Edition, Event, Source, new_id

pytestmark = pytest.mark.django_db(transaction=True)
LONGEST = 300  # characters of a headline


@pytest.fixture
def desk(editor):
    client = Client()
    client.force_login(editor)
    return client


def headline(group, number):
    """The form refuses what is no line of text; a file's is made one."""
    return f"{number}. {group[0]}".replace("\0", "").replace("\n", " ")[:LONGEST]


def text(group):
    return "\n\n".join(group).replace("\0", "")


# The doors: each brings every text into a crisis and shows it


def by_form(desk, crisis):
    for number, group in enumerate(groups()):
        form = Form(desk.get(f"/admin/timeline/event/add/?crisis={crisis.pk}").text).data
        form |= {"crisis": crisis.pk, "headline": headline(group, number), "date": "25/11/2025", "_publish": "1"}
        form |= {"summary": " ".join(text(group).split()), "body": text(group), "place": group[1].split("\n")[0][:100]}
        form |= {"accounts-0-report": f"https://news.example/{number}", "accounts-0-says": text(group)}
        form |= {"accounts-0-outlet": "Our sheet", "accounts-0-its_headline": headline(group, number)}
        form |= {"points-0-label": headline(group, number)[:120], "publishing-reason": group[-1][:100]}
        answer = desk.post("/admin/timeline/event/add/", form)
        assert answer.status_code == 302, list(answer.context["problems"])


def by_our_json(desk, crisis):
    event = EventFactory(crisis=crisis, accounts=0)
    AccountFactory(event=event, report__source=Source.objects.get())
    shown(event)
    document = json.loads(Client().get(f"/{crisis.slug}/export.json").getvalue())
    (pattern,) = document["events"]
    document["events"] = [written_anew(pattern, number, group) for number, group in enumerate(groups())]
    Edition.objects.filter(crisis=crisis).delete(), event.delete()
    bring(desk, crisis, json.dumps(document))


def written_anew(pattern, number, group):
    event = json.loads(json.dumps(pattern)) | {
        "id": new_id(),
        "slug": f"e{number}",
        "headline": headline(group, number),
    }
    event |= {"summary": text(group), "body": text(group), "place": group[1].split("\n")[0][:100]}
    event["accounts"] = [account | {"id": new_id(), "says": text(group)} for account in event["accounts"]]
    return event


def by_our_table(desk, crisis):
    rows = [
        [headline(group, number), "25/11/2025", text(group), text(group), "Our sheet", f"https://n.example/{number}"]
        for number, group in enumerate(groups())
    ]
    bring(desk, crisis, table(["Headline", "Date", "Summary", "Body", "Source", "Link"], *rows))


def by_timelinejs(desk, crisis):
    slides = [
        {
            "start_date": {"year": "2025", "display_date": group[0]},
            "text": {"headline": headline(group, number), "text": text(group)},
            "media": {"url": group[0], "caption": group[1], "credit": text(group), "link": "javascript:alert(1)"},
            "group": group[2],
        }
        for number, group in enumerate(groups())
    ]
    bring(desk, crisis, json.dumps({"title": {"text": {"headline": groups()[0][0]}}, "events": slides}))


def by_timelinejs_sheet(desk, crisis):
    heads = ["Year", "Headline", "Text", "Media", "Media Credit", "Media Caption", "Group", "Display Date"]
    rows = [
        [2025, headline(group, number), text(group), group[0], text(group), group[1], group[2], group[0]]
        for number, group in enumerate(groups())
    ]
    bring(desk, crisis, table(heads, *rows))


def table(*rows):
    written = io.StringIO()
    csv.writer(written).writerows([[str(cell).replace("\0", "") for cell in row] for row in rows])
    return written.getvalue()


def bring(desk, crisis, content):
    file = SimpleUploadedFile("file", content.encode())
    page = desk.post("/admin/import/", {"crisis": crisis.pk, "source": "Our sheet", "publish": "on", "file": file})
    assert page.context.get("tally") and not page.context["tally"].refused, page.text
    answer = desk.post("/admin/import/", {"ticket": page.context["ticket"], "_confirm": "1"})
    assert answer.status_code == 302


DOORS = {
    "the form": by_form,
    "our JSON": by_our_json,
    "our table": by_our_table,
    "TimelineJS": by_timelinejs,
    "a TimelineJS sheet": by_timelinejs_sheet,
}

# What a page may hold of what acts: our own files, and data that no browser runs.
AMISS = r"""() => {
    const wrong = [];
    for (const each of document.querySelectorAll('*')) {
        for (const {name, value} of each.attributes) {
            if (/^on|^hx-on|^style$|^srcdoc$|^ping$/i.test(name)) wrong.push(`${each.tagName} ${name}`);
            const address = /^(href|src|action|formaction|xlink:href|data|poster|background|srcset)$/i.test(name);
            if (address && /^[\s\x00-\x20]*(java|vb)script:|^\s*(data:text|blob:)/i.test(value)) wrong.push(value);
            if (address && value.includes('evil.example') && !/^A$/i.test(each.tagName)) wrong.push(value);
        }
        const own = each.type === 'application/ld+json' || /^\/(static|admin)\//.test(each.getAttribute('src'));
        const acts = /^(IFRAME|OBJECT|EMBED|BASE|APPLET|FRAME|MATH|VIDEO|AUDIO|MARQUEE)$/i.test(each.tagName);
        if (acts || (each.tagName.toUpperCase() === 'SCRIPT' && !own)) wrong.push(each.outerHTML);
    }
    return wrong;
}"""


def test_every_kind_of_text_is_there():
    assert len(set(vectors())) >= 150


@pytest.mark.parametrize("door", DOORS)
def test_nothing_runs_of_what_came_in(door, desk, desk_page, live_server):
    SourceFactory(name="Our sheet", slug="our-sheet")
    crisis = CrisisFactory(title=f"T {next(vectors())}", standfirst=text(groups()[2]))
    DOORS[door](desk, crisis)
    assert Event.objects.count() == len(groups())
    dialogs = []
    desk_page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for path in pages(crisis):
        assert desk_page.goto(live_server.url + path).status == 200, path
        assert desk_page.evaluate(AMISS) == [], path
    assert dialogs == []


def pages(crisis):
    """All that shows the texts: lists, every event, the frame, and the desk's own lists and forms."""
    yield from (f"/{crisis.slug}/{end}" for end in ("", "?view=table", "changes/", "embed/", "sources/our-sheet/"))
    events = list(Event.objects.order_by("pk"))
    yield from (f"/{crisis.slug}/events/{event.slug}/" for event in events)
    yield "/admin/timeline/event/"
    yield f"/admin/timeline/event/{events[0].pk}/change/"
    yield f"/admin/timeline/event/{events[0].pk}/history/"
    yield "/admin/"
