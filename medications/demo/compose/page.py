"""What stands around the body of a page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from medications.demo.markup import html
from medications.demo.texts import DaysFromNow, Ref, Row

AUTHOR, REVIEWER = "maya-ellison", "tomas-reyes"
_THREE_YEARS = timedelta(days=3 * 365).days


def day(year: int, month: int, day_of_month: int) -> datetime:
    """A morning, as a first publication would be."""
    return datetime(year, month, day_of_month, 9, 0, tzinfo=UTC)


def rich(text: str) -> str:
    return html(text)


def shared(
    *, summary: str, category: str, reviewed: int, image: str, card_excerpt: str = ""
) -> dict[str, Any]:
    """The fields that all content pages have. ``reviewed``: the day of the last review, counted from today."""
    return {
        "summary": summary,
        "card_excerpt": card_excerpt,
        "category": Ref("category", category),
        "card_image": Ref("image", image),
        "disclaimer": Ref("disclaimer", "general"),
        "reviewed_on": DaysFromNow(reviewed),
        "next_review_on": DaysFromNow(reviewed + _THREE_YEARS),
        "search_description": summary,
    }


def people() -> dict[str, list[Row]]:
    return {
        "page_contributions": [
            {"contributor": Ref("contributor", AUTHOR), "role": "author"},
            {"contributor": Ref("contributor", REVIEWER), "role": "reviewer"},
        ]
    }


def topics(*primary: str, secondary: Sequence[str] = ()) -> dict[str, list[Row]]:
    rows = [(slug, "primary") for slug in primary] + [(slug, "secondary") for slug in secondary]
    return {"page_topics": [{"entity": Ref("entity", slug), "weight": weight} for slug, weight in rows]}


def references(*sources: tuple[str, str]) -> dict[str, list[Row]]:
    """Sources by key, each with the place in it."""
    return {"page_sources": [{"source": Ref("source", key), "locator": place} for key, place in sources]}
