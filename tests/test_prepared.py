"""The question that every request asks: planned once in a connection, asked again where a kept connection was lost."""

import pytest
from django.db import DatabaseError, connection, transaction

from timeline.prepared import first_row

QUESTION = "SELECT id FROM timeline_crisis WHERE slug = %s"

pytestmark = pytest.mark.django_db


@pytest.fixture
def other():
    """Another connection, which no transaction of a test holds."""
    other = connection.copy()
    yield other
    other.close()


def test_what_it_gives_is_the_first_row_or_none():
    assert first_row(connection, "SELECT 7 WHERE 1 = %s", [1]) == (7,)
    assert first_row(connection, QUESTION, ["nowhere"]) is None


def test_a_question_that_is_wrong_is_told():
    with pytest.raises(DatabaseError), transaction.atomic():
        first_row(connection, "SELECT nothing", [])


if connection.vendor == "postgresql":

    def test_it_is_planned_once_in_a_connection(other):
        for slug in ("here", "there", "nowhere"):
            first_row(other, QUESTION, [slug])
        with other.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM pg_prepared_statements")
            assert cursor.fetchone() == (1,)

    def test_a_kept_connection_that_was_lost_costs_no_answer(other):
        before = lost(other)
        assert first_row(other, QUESTION, ["nowhere"]) is None
        assert process_of(other) != before

    def test_amid_a_transaction_it_is_told(other):
        other.ensure_connection()
        other.in_atomic_block = True
        lost(other)
        with pytest.raises(DatabaseError):
            first_row(other, QUESTION, ["nowhere"])
        other.in_atomic_block = False

    def lost(other):
        first_row(other, QUESTION, ["nowhere"])
        process = process_of(other)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [process])
        return process

    def process_of(other):
        return other.connection.info.backend_pid
