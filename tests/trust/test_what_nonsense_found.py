"""What `make fuzz` has brought down so far."""

import pytest

from tests.factories import EventFactory, shown_event
from timeline.models import Version
from timeline.versions import keep

pytestmark = pytest.mark.django_db


def test_a_link_of_the_admin_without_the_name_of_a_field_is_a_bad_request(desk):
    assert desk.get("/admin/timeline/countermeasure/1/delete/?_to_field=").status_code == 400


def test_a_superscript_is_no_number_of_a_crisis(desk):
    for path in ("position/add/", "event/add/"):
        assert desk.post(f"/admin/timeline/{path}", {"crisis": "²", "_save": "1"}).status_code == 200
    assert desk.post("/admin/quick/", {"crisis": "²", "_add": "1"}).status_code == 200


@pytest.mark.parametrize("chosen", ["", "x", "²", "9" * 30])
def test_a_row_that_no_list_has_is_a_bad_request(desk, chosen):
    posted = {"action": "submit", "_selected_action": chosen, "index": "0"}
    for model in ("timeline/position", "auth/user"):
        assert desk.post(f"/admin/{model}/", posted).status_code == 400


def test_a_reason_with_a_character_no_database_keeps_is_kept_without_it(desk):
    event, other = shown_event(), EventFactory()
    keep(event, by=None)
    gone = keep(other, by=None, deed=Version.Deed.DELETED)
    other.delete()
    restored = f"/admin/timeline/event/{event.pk}/history/1/restore/"
    for address in (restored, f"/admin/deleted/{gone.pk}/"):
        assert desk.post(address, {"why": "So\0 it was"}).status_code == 302
    assert Version.objects.filter(why="So it was").count() == 2
