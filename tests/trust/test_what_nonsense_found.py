"""What `make fuzz` has brought down so far."""

import pytest

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
