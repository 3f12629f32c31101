"""Where a release stands, in the words its editors read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils import timezone
from django.utils.timesince import timeuntil

from cms.publishing import selectors as publishing_selectors
from cms.publishing.models import JobState, PublishJob
from cms.publishing.words import moment_in_words
from cms.releases import selectors
from cms.releases.models import Release, ReleaseState


class Standing(StrEnum):
    """What a list calls it."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    BLOCKED = "blocked"
    PUBLISHED = "published"


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """``headline``: where the release stands; ``details``: what that means. ``job``: of a release that failed.
    ``moves``: something is under way, and another look soon will show more. ``trial``: how its trial run went."""

    standing: Standing
    headline: str
    details: str = ""
    job: PublishJob | None = None
    moves: bool = False
    trial: str = ""


def standing_of(row: Any) -> Standing:
    """Of a row of :func:`selectors.listed`."""
    return Standing.BLOCKED if row.is_blocked else Standing(row.state)


def when(release: Release) -> str:
    """When it goes out, or went."""
    if release.state == ReleaseState.PUBLISHED and release.published_at is not None:
        return moment_in_words(release.published_at)
    return moment_in_words(release.go_live_at) if release.go_live_at is not None else ""


def outlook_of(release: Release, *, has_problems: bool, now: datetime) -> Outlook:
    """``has_problems``: the last trial, or try, found something wrong with an item."""
    if release.is_draft:
        return Outlook(
            standing=Standing.DRAFT,
            headline="Being put together",
            details="Nothing of it goes out before somebody schedules or publishes it.",
            trial=trial_in_words(release, has_problems=has_problems),
            moves=_is_on_trial(release),
        )
    if release.state == ReleaseState.PUBLISHED:
        return Outlook(standing=Standing.PUBLISHED, headline=f"Went out on {when(release)}")
    job = selectors.job_of(release)
    if job is not None:
        return _of_failed(job)
    return _of_scheduled(release, has_problems=has_problems, now=now)


def trial_in_words(release: Release, *, has_problems: bool) -> str:
    """How the last trial run of the release, as it stands, went."""
    if release.rehearsed_at is None:
        made = (
            ""
            if release.go_live_at is None
            else " One is made by itself, where there is time before it goes out."
        )
        return f"There was no trial run of it as it stands.{made}"
    at = moment_in_words(release.rehearsed_at)
    if release.rehearsal_seconds is None:
        return f"A trial run was begun on {at}."
    if has_problems:
        return f"It would fail, as a trial run on {at} found: see the items below."
    return f"The trial run went through, on {at}: published as it will be, and undone."


def _is_on_trial(release: Release) -> bool:
    return release.rehearsed_at is not None and release.rehearsal_seconds is None


def _of_failed(job: PublishJob) -> Outlook:
    intent = f"It was to go out on {moment_in_words(job.due)}, and could not."
    if job.state == JobState.BLOCKED:
        return Outlook(
            standing=Standing.BLOCKED,
            headline="Blocked: nothing of it is public",
            details=f"{intent} Mend what is named below and take in the new version, or take it out; then Retry. "
            "Nothing more happens by itself.",
            job=job,
        )
    again = f" The next try is on {moment_in_words(job.next_try_at)}." if job.next_try_at is not None else ""
    return Outlook(
        standing=Standing.SCHEDULED,
        headline="Not out yet",
        details=f"{intent} {job.error}{again}",
        job=job,
        moves=True,
    )


def _of_scheduled(release: Release, *, has_problems: bool, now: datetime) -> Outlook:
    due = release.go_live_at
    if due is None or due <= now:
        late = due is not None and due <= now - publishing_selectors.LATE_AFTER
        return Outlook(
            standing=Standing.SCHEDULED,
            headline="Going out now" if not late else "Its time has come, and it has not gone out yet",
            details=publishing_selectors.why_late(now=now) if late else "",
            moves=True,
        )
    # The day's length is not 24 hours on the days when clocks are changed; between instants it does not matter.
    left = timeuntil(timezone.localtime(due), timezone.localtime(now), depth=2)
    return Outlook(
        standing=Standing.SCHEDULED,
        headline=f"Goes out on {moment_in_words(due)}, in {left}",
        details=_set_elsewhere(release, due),
        trial=trial_in_words(release, has_problems=has_problems),
        moves=release.rehearsal_seconds is None,
    )


def _set_elsewhere(release: Release, due: datetime) -> str:
    """The time as it was set, where that was in another zone than the reader's."""
    if not release.time_zone or release.time_zone == timezone.get_current_timezone_name():
        return ""
    with timezone.override(release.time_zone):
        return f"It was set as {moment_in_words(due)}."
