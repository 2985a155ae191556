"""Columns of numbers are put in order as rows would be, however large the numbers are."""

import numpy as np
import pytest

from timeline.arrays import in_order


@pytest.mark.parametrize("most", [3, 2**40])
def test_rows_stand_by_their_first_column_then_by_the_next(most):
    columns = [1, 0, 1, 0, 1], [most, 1, 0, most, 0], [most, 1, 3, 0, 1]
    rows = list(zip(*columns, strict=True))
    assert [rows[n] for n in in_order(*map(np.array, columns))] == sorted(rows)
