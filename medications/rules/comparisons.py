"""Publish rules of comparisons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wagtail.blocks.stream_block import StreamValue

from cms.core.problems import Problem

FEWEST_SUBJECTS, MOST_SUBJECTS = 2, 6
TABLE_BLOCK = "comparison_table"


def comparison_problems(*, subjects: int, verdict: str, body: StreamValue) -> Iterator[Problem]:
    """What an article of the kind comparison lacks."""
    if not FEWEST_SUBJECTS <= subjects <= MOST_SUBJECTS:
        yield Problem(
            f"A comparison has {FEWEST_SUBJECTS} to {MOST_SUBJECTS} subjects; this one has {subjects}.",
            "compared",
        )
    if not verdict.strip():
        yield Problem("A comparison gives its answer: which for whom.", "verdict")
    if not _contains(body.get_prep_value(), TABLE_BLOCK):
        yield Problem("A comparison has a comparison table.", "body")


def _contains(raw: Any, block_type: str) -> bool:
    """Whether a block of that type stands anywhere in a stream's stored form."""
    if isinstance(raw, dict):
        return raw.get("type") == block_type or any(_contains(value, block_type) for value in raw.values())
    return isinstance(raw, list) and any(_contains(item, block_type) for item in raw)
