"""What the night left behind: reports killed, entries taken back, merged, restored, each seen where readers look."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, looks
from tests.factories import AccountFactory, CountermeasureFactory, EventFactory, ReportFactory, shown_event
from timeline import workflow
from timeline.models import Event, Version
from timeline.notes import write_note
from timeline.publishing import embargo, remove
from timeline.rights import set_roles
from timeline.tellings import keep_telling
from timeline.versions import keep

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def night(desk_page, live_server):
    """The desk on a phone; `night(path)` opens a page of it."""
    desk_page.set_viewport_size(PHONE)

    def night(path):
        desk_page.goto(f"{live_server.url}/admin/{path}")
        assert desk_page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"], path
        return desk_page

    return night


@pytest.fixture
def readers(plain_page, live_server):
    """What readers get: `readers(path)` gives the answer, with the page open."""

    def readers(path):
        return plain_page.goto(f"{live_server.url}/harbour-strike/{path}")

    return readers


def resting_on(report, **fields):
    event = EventFactory(accounts=0, **fields)
    AccountFactory(event=event, report=report)
    return event


def test_a_report_is_killed_and_what_rests_on_it_disappears(night, readers, plain_page):
    report = ReportFactory(headline="The leak")
    event = resting_on(report, headline="He resigned", slug="resigned")
    page = night(f"timeline/event/{event.pk}/change/")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Published.")
    readers("")
    expect(plain_page.get_by_text("He resigned").first).to_be_visible()
    page = night(f"timeline/report/{report.pk}/change/")
    page.get_by_role("link", name="Withdrawn by its outlet").click()
    expect(page.get_by_text("1 entry rests on it")).to_be_visible()
    page.get_by_label("Reason readers see").fill("Its outlet withdrew the report.")
    page.get_by_role("button", name="hold all").click()
    expect(page.get_by_text("Entries taken back: 1")).to_be_visible()
    readers("")
    expect(plain_page.get_by_text("He resigned")).to_have_count(0)
    assert readers("events/resigned/").status == 410
    expect(plain_page.get_by_text("Its outlet withdrew the report.")).to_be_visible()


def test_an_embargo_holds(night, readers, plain_page):
    report = ReportFactory(headline="Under embargo")
    resting_on(report, headline="They will meet", slug="meet")
    page = night(f"timeline/report/{report.pk}/embargo/")
    page.get_by_label("Embargo until").fill("1 January 2031 09:00")
    page.get_by_role("button", name="Put under embargo").click()
    expect(page.get_by_text("Embargo until 1 January 2031 09:00 Asia/Tokyo")).to_be_visible()
    page = night("timeline/event/")
    page.get_by_label("Select this object for an action").first.check()
    page.get_by_label("Action:").select_option("publish")
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_text("not before 1 January 2031 09:00")).to_be_visible()
    page.get_by_role("button", name="Publish: 1").click()
    expect(page.get_by_text("Publish: 1 entry.")).to_be_visible()
    assert readers("events/meet/").status == 404
    readers("")
    expect(plain_page.get_by_text("They will meet")).to_have_count(0)
    night("")
    expect(page.locator("#list-scheduled ~ ul")).to_contain_text("They will meet")


def test_a_withdrawn_entry_answers_410_with_the_reason(night, readers, plain_page):
    event = shown_event(headline="It rained", slug="rain")
    page = night(f"timeline/event/{event.pk}/withdraw/")
    page.get_by_label("Reason readers see").fill("It did not rain.")
    page.get_by_role("button", name="Withdraw").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert readers("events/rain/").status == 410
    expect(plain_page.get_by_text("It did not rain.")).to_be_visible()
    night("")
    expect(page.locator("#list-taken-back ~ ul")).to_contain_text("It did not rain.")


def test_a_removed_entry_is_nowhere(night, readers, plain_page):
    event = shown_event(headline="Where she lives", slug="where")
    page = night(f"timeline/event/{event.pk}/change/")
    page.get_by_role("link", name="Remove for good").click()
    page.get_by_label("Privacy").check()
    page.get_by_label("Type its name").fill("Where she lives")
    page.get_by_role("button", name="Remove for good").click()
    expect(page.get_by_text("Nothing of it is left")).to_be_visible()
    assert readers("events/where/").status == 410
    for path in ("events/where/", "", "?q=lives", "changes/"):
        readers(path)
        assert "Where she lives" not in plain_page.locator("main").inner_text(), path
    for path in ("", "deleted/", "waiting/latest/"):
        assert "Where she lives" not in night(path).locator("#content").inner_text(), path


def test_a_merged_entry_leads_to_the_one_that_stays(night, readers, plain_page):
    goes = shown_event(headline="Trump calls", slug="calls")
    shown_event(headline="Trump speaks with Takaichi", slug="speaks", accounts=2)
    page = night(f"timeline/event/{goes.pk}/change/")
    page.get_by_role("link", name="Merge").click()
    page.get_by_label("Merge into").fill("speaks takaichi")
    page.get_by_role("button", name="See what moves").click()
    expect(page.get_by_text("1 account", exact=False)).to_be_visible()
    page.get_by_label("Reason readers see").fill("The same call.")
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.get_by_text("is now part of this one")).to_be_visible()
    readers("events/calls/")
    assert plain_page.url.endswith("/harbour-strike/events/speaks/")


def test_a_version_is_restored_and_what_was_deleted_comes_back(night, editor):
    event = EventFactory(headline="The long call", accounts=2)
    keep(event, by=editor)
    event.headline = "The call"
    event.save()
    keep(event, by=editor)
    page = night(f"timeline/event/{event.pk}/history/")
    page.get_by_role("button", name="Compare the two chosen").click()
    expect(page.locator("del")).to_have_text("long ")
    page.get_by_role("link", name="History").click()
    page.get_by_role("link", name="Restore").last.click()
    expect(page.locator("ins")).to_have_text("long ")
    page.get_by_label("Reason, for the history").fill("It was long.")
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_label("Headline", exact=True)).to_have_value("The long call")
    night(f"timeline/event/{event.pk}/delete/").get_by_role("button", name="Yes").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    night("deleted/").get_by_role("link", name="The long call").click()
    page.get_by_role("button", name="Bring back").click()
    expect(page.get_by_label("Headline", exact=True)).to_have_value("The long call")
    assert Event.objects.get().accounts.count() == 2


def test_the_next_shift_finds_what_was_left_to_it(night, crisis_with_everything):
    page = night("")
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("Call the ministry")).to_have_count(0)
    page.get_by_role("link", name="to mend in").click()
    page.get_by_role("button", name="Checked today").click()
    expect(page.get_by_role("button", name="Checked today")).to_have_count(0)


@pytest.fixture
def crisis_with_everything(editor):
    """An entry for every list and page; gives the addresses of the pages of one of each."""
    event = shown_event(headline="The call", accounts=2)
    keep(event, by=editor)
    event.headline = "The long call"
    event.save()
    keep(event, by=editor)
    measure = CountermeasureFactory(answers=[event])
    drafts = [EventFactory(created_by=editor) for _each in range(2)]
    for draft in drafts:
        workflow.submit(draft, by=None)
    workflow.send_back(drafts[0], by=editor, reason="Which ministry?")
    Event.objects.filter(pk=event.pk).update(alone=True)
    write_note("Call the ministry", by=editor, crisis=event.crisis, entry=event.public_id, handed_over=True)
    gone = EventFactory(headline="Gone")
    version = keep(gone, by=editor, deed=Version.Deed.DELETED)
    gone.delete()
    sealed = remove(EventFactory(), by=editor, ground="law")
    report = event.accounts.first().report
    other = CountermeasureFactory(title="Import ban", checked=timezone.localdate())
    embargo(report, timezone.now() + timedelta(days=300), by=editor)
    keep_telling(event.crisis, by=editor)
    of_event = ("history/", "history/compare/?a=1&b=2", "history/1/restore/", "notes/", "merge/", "remove/", "change/")
    return [
        *("", "notes/", "deleted/", "sealed/", "waiting/latest/", f"mend/{event.crisis.slug}/"),
        *(f"timeline/event/{event.pk}/{page}" for page in of_event),
        f"timeline/event/{event.pk}/merge/?survivor={drafts[0].headline}",
        f"timeline/countermeasure/{measure.pk}/history/",
        f"timeline/countermeasure/{measure.pk}/merge/?survivor={other.title}",
        f"timeline/crisis/{event.crisis.pk}/history/",
        *(f"timeline/report/{report.pk}/{page}/" for page in ("hold", "embargo", "change", "lift")),
        *(f"deleted/{version.pk}/", f"sealed/{sealed.pk}/", "timeline/report/", "auth/user/"),
    ]


def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(night, crisis_with_everything, assert_accessible):
    for number, path in enumerate(crisis_with_everything):
        page = night(path)
        for _size in looks(page, number % 2):
            assert_accessible(page)
        page.set_viewport_size(PHONE)
        page.set_viewport_size(PHONE)


def test_a_preview_of_a_deed_on_many_is_accessible(night, crisis_with_everything, assert_accessible):
    page = night("timeline/event/")
    page.get_by_label("Select all objects on this page for an action").check()
    page.get_by_label("Action:").select_option("withdraw")
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_text("Withdraw:").first).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_chief_finds_people_and_no_way_to_more_rights(page, live_server, django_user_model, assert_accessible):
    set_roles()
    chief = django_user_model.objects.create_user("chief", is_staff=True)
    chief.groups.add(Group.objects.get(name="Chief"))
    client = Client()
    client.force_login(chief)
    value = client.cookies["desk"].value
    page.context.add_cookies([{"name": "desk", "value": value, "domain": "localhost", "path": "/admin/"}])
    page.goto(f"{live_server.url}/admin/auth/user/{chief.pk}/change/")
    expect(page.get_by_text("Superuser status")).to_have_count(0)
    assert_accessible(page)
