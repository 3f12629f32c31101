"""Wagtail's ``limit`` and ``offset``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from cms.api.nearest import BadRequest
from cms.api.parameters import whole_number

DEFAULT_LIMIT = 20
# Beyond any list there is; further would be a number the database can't add to a limit.
FURTHEST = 2**31 - 1


@dataclass(frozen=True)
class Part:
    """One page of a list. ``total_count``: of the whole list. ``rows``: sliced, not fetched yet."""

    total_count: int
    rows: Any


def part_of(queryset: Any, parameters: Mapping[str, str]) -> Part:
    """The part of a queryset or of search results that ``limit`` and ``offset`` ask for; counts the whole."""
    most = settings.WAGTAILAPI_LIMIT_MAX or FURTHEST
    offset = whole_number(parameters.get("offset", "0"), name="offset")
    limit = whole_number(parameters.get("limit", str(min(DEFAULT_LIMIT, most))), name="limit")
    if limit > most:
        raise BadRequest(f"limit cannot be higher than {most}")
    if offset > FURTHEST:
        raise BadRequest(f"offset cannot be higher than {FURTHEST}")
    return Part(queryset.count(), queryset[offset : offset + limit])
