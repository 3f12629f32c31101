"""Publish rules of all content pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cms.core.problems import Problem, row_problem

if TYPE_CHECKING:
    from medications.models.content import ContentPage


def content_problems(page: ContentPage, day: dt.date) -> Iterator[Problem]:
    """What stops ``page`` from being live on ``day``."""
    if not page.summary.strip():
        yield Problem("Say in one or two sentences what this page says.", "summary")
    if page.update_type == "major" and not page.change_note.strip():
        yield Problem("A major update tells readers what has changed.", "change_note")
    if page.reviewed_on and page.next_review_on and page.next_review_on <= page.reviewed_on:
        yield Problem("The next review comes after the last one.", "next_review_on")
    yield from _reviewer_problems(page, day)


def _reviewer_problems(page: ContentPage, day: dt.date) -> Iterator[Problem]:
    contributions = list(page.page_contributions.all())
    for number, row in enumerate(contributions):
        if row.role == "reviewer" and not row.contributor.may_review_on(day):
            yield row_problem(
                f"{row.contributor} can't be named as a clinical reviewer: no credential of theirs is valid on "
                f"{day:%d %B %Y}.",
                "page_contributions",
                number,
                field="contributor",
            )
    if page.reviewed_on is None and any(row.role == "reviewer" for row in contributions):
        yield Problem("A page with a clinical reviewer says when it was reviewed.", "reviewed_on")
