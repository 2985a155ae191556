import pytest

from .files import Taken


@pytest.fixture
def taken(db, tmp_path):
    return Taken(tmp_path)
