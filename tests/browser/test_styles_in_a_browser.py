"""A browser knows every property and every value of the style sheets: it would pass over others without a word."""

import pytest

from tests.styles import SHEETS, Sheet


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_a_browser_understands_every_declaration(page, path):
    declared = sorted(Sheet(path).declared)
    assert len(declared) > 20
    assert page.evaluate("pairs => pairs.filter(([name, value]) => !CSS.supports(name, value))", declared) == []
