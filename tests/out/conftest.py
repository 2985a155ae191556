import json

import pytest


@pytest.fixture
def fetch(client):
    """Call it with a file of the crisis and a query: the whole answer as text."""

    def fetch(name, query="", crisis="harbour-strike"):
        response = client.get(f"/{crisis}/{name}{query}")
        assert response.status_code == 200, response.content
        return response.getvalue().decode()

    return fetch


@pytest.fixture
def ask(client):
    """Call it with a path under /api/v1/ and the keys: the answer as Python values."""

    def ask(path, status=200, **keys):
        response = client.get(f"/api/v1/{path}", keys)
        assert response.status_code == status, response.content
        return json.loads(response.content)

    return ask
