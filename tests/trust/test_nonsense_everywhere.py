"""A short seed of `make fuzz`: the same cases every time, on both databases."""

import pytest
from django.db import transaction

from tests.trust.fuzz import Fuzz

pytestmark = pytest.mark.django_db
CASES = 210


@pytest.fixture(scope="module")
def fuzz(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield Fuzz()
        transaction.set_rollback(True)


def test_nonsense_brings_nothing_down(fuzz):
    for number in range(CASES):
        fuzz.case(number)
