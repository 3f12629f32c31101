"""Publish rules of all content pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cms.core.problems import Problem

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
    reviewers = [row.contributor for row in page.page_contributions.all() if row.role == "reviewer"]
    for reviewer in reviewers:
        if not reviewer.may_review_on(day):
            yield Problem(
                f"{reviewer} can't be named as a clinical reviewer: no credential of theirs is valid on {day:%d %B %Y}."
            )
    if reviewers and page.reviewed_on is None:
        yield Problem("A page with a clinical reviewer says when it was reviewed.", "reviewed_on")
