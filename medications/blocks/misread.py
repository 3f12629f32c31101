"""Doses that are known to be misread, in any text of a body."""

from __future__ import annotations

from collections.abc import Iterator

from wagtail.blocks import CharBlock, RichTextBlock, StreamBlock, StreamValue, TextBlock
from wagtail.contrib.typed_table_block.blocks import TypedTable

from cms.core.blocks.rules import plain_text
from cms.core.blocks.walk import Placed, walk
from cms.core.problems import Problem
from medications.blocks.dose_notation import error_prone


def misread_doses(body: StreamBlock, value: StreamValue) -> Iterator[Problem]:
    """Advice on every text in ``value``, at any depth: paragraphs, steps, warnings, answers, cells of tables."""
    for place in walk(body, value):
        for message in dict.fromkeys(said for text in _texts(place) for said in error_prone(text)):
            yield Problem(message, trail=place.trail, path=place.path)


def _texts(place: Placed) -> Iterator[str]:
    if isinstance(place.block, RichTextBlock):
        yield plain_text(place.value)
    elif isinstance(place.block, CharBlock | TextBlock):
        yield place.value or ""
    elif isinstance(place.value, TypedTable):
        yield place.value.caption or ""
        yield from (
            plain_text(cell.value) for row in place.value.rows for cell in row if _is_text(cell.value)
        )


def _is_text(value: object) -> bool:
    return value is not None and not isinstance(value, int | float)
