"""All pages against all: a product of sparse matrices, a stretch of rows at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse

STRETCH = 512


class Row(NamedTuple):
    """The pages that share a feature with one page: their places in the matrix and their scores, in no order."""

    places: np.ndarray[Any, Any]
    scores: np.ndarray[Any, Any]


def matrix_of(rows: Sequence[int], columns: Sequence[int], values: Sequence[int], *, pages: int) -> Any:
    """A matrix with one row for each page and one column for each feature. Whole numbers: a score fits in 32 bits."""
    width = max(columns, default=0) + 1
    return sparse.csr_array(
        (np.asarray(values, dtype=np.int32), (np.asarray(rows), np.asarray(columns))), shape=(pages, width)
    )


def scores(matrix: Any, *, floor: int) -> Iterator[Row]:
    """For each page, in order, those with a score of ``floor`` or more; never itself."""
    other_way = matrix.T.tocsr()
    for start in range(0, matrix.shape[0], STRETCH):
        product = (matrix[start : start + STRETCH] @ other_way).tocsr()
        for number in range(product.shape[0]):
            begin, end = product.indptr[number], product.indptr[number + 1]
            places, found = product.indices[begin:end], product.data[begin:end]
            kept = (found >= floor) & (places != start + number)
            yield Row(places[kept], found[kept])
