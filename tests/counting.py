"""How many questions an answer asks of the database: for tests that they do not grow with the rows."""

from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from timeline import shelves


def queries_for(client, address, data=None, **headers):
    """With nothing kept from before, neither pages nor columns."""
    cache.clear()
    shelves.forget()
    with CaptureQueriesContext(connection) as caught:
        response = client.get(address, data, headers=headers or None)
    assert response.status_code == 200, address
    return len(caught)
