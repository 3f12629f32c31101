"""Scheduling several pages for one instant, and taking several schedules back: all of them or none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.models import Page

from cms.core import validation
from cms.core.locks import locks_beside_schedule
from cms.core.problems import Problem, PublishRefused, SeveralRefused


@transaction.atomic
def schedule_pages(*, pages: Sequence[Page], go_live_at: datetime, user: Any) -> None:
    """Have the latest version of each page go live at ``go_live_at``, in the place of what was scheduled before.

    Raises ``SeveralRefused``, with everything that stands in the way of each page as of that time; nothing is changed
    then. The instant must lie ahead, and the pages be locked by the caller's transaction.
    """
    drafts = [_draft_for(page, go_live_at) for page in pages]
    _refuse(
        (
            (draft, [*_not_allowed(page, user), *_unfit(page, draft)])
            for page, draft in zip(pages, drafts, strict=True)
        ),
        done="scheduled",
    )
    for draft in drafts:
        draft.save_revision(user=user).publish(user=user)


@transaction.atomic
def unschedule_pages(*, pages: Sequence[Page], user: Any) -> None:
    """Take back the schedule of each page; the versions stay as drafts. Raises ``SeveralRefused`` as for scheduling."""
    versions = [page.scheduled_revision for page in pages]
    _refuse(
        (
            (page, [*_not_allowed(page, user), *_no_schedule(version)])
            for page, version in zip(pages, versions, strict=True)
        ),
        done="unscheduled",
    )
    for version in versions:
        version.approved_go_live_at = None
        version.save(user=user, update_fields=["approved_go_live_at"])  # writes the log, too


def refuse_forbidden(pages: Iterable[Page]) -> None:
    """Raise ``SeveralRefused`` if there are pages among the chosen ones that the user may not publish."""
    _refuse(((page, [Problem("You may not publish it.")]) for page in pages), done="scheduled or unscheduled")


def _refuse(judged: Iterable[tuple[Page, list[Problem]]], *, done: str) -> None:
    refused = [PublishRefused(page.title, problems) for page, problems in judged if problems]
    if refused:
        raise SeveralRefused(refused, done=done)


def _draft_for(page: Page, go_live_at: datetime) -> Any:
    draft = page.get_latest_revision_as_object()
    draft.go_live_at = go_live_at
    return draft


def _not_allowed(page: Page, user: Any) -> Iterator[Problem]:
    if not page.permissions_for_user(user).can_publish():
        yield Problem("You may not publish it.")
    elif any(lock.for_user(user) for lock in locks_beside_schedule(page.specific)):
        yield Problem("It is locked by somebody else, or in a review that is not yours.")


def _unfit(page: Page, draft: Any) -> Iterator[Problem]:
    if page.alias_of_id is not None:
        yield Problem("It is an alias, and goes live with the page it is an alias of.")
    elif page.live and not page.has_unpublished_changes:
        yield Problem("There is nothing to publish: its latest version is live.")
    if draft.expire_at is not None and draft.expire_at <= draft.go_live_at:
        yield Problem("It would have expired by then.")
    yield from validation.publish_problems(draft)


def _no_schedule(version: Any) -> Iterator[Problem]:
    if version is None:
        yield Problem("It is not scheduled.")
