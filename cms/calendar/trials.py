"""How the trial run of an entry went, for whoever has just given it another time."""

from __future__ import annotations

from dataclasses import dataclass

from cms.calendar.entries import Entry
from cms.publishing.models import JobKind, Rehearsal, RehearsalState
from cms.publishing.rehearsal import problems_of
from cms.publishing.words import moment_in_words
from cms.releases.contents import problems_in_words
from cms.releases.models import Release


@dataclass(frozen=True)
class Trial:
    """``passed``: nothing stands in the way. ``words``: the whole answer."""

    passed: bool
    words: str


def trial_of(entry: Entry) -> Trial | None:
    """The trial run for the entry's present time; None while there is none, or there will be none."""
    if not entry.is_open:
        return None
    if entry.place.kind == JobKind.RELEASE:
        return _of_release(entry)
    if entry.place.kind == JobKind.PUBLISH:
        return _of_version(entry)
    return None


def _of_release(entry: Entry) -> Trial | None:
    release = Release.objects.filter(pk=entry.place.object_id, go_live_at=entry.at).first()
    # The length of the run is written down at its end.
    if release is None or release.rehearsed_at is None or release.rehearsal_seconds is None:
        return None
    return _trial(entry, problems_in_words(release.pk))


def _of_version(entry: Entry) -> Trial | None:
    row = Rehearsal.objects.filter(revision_id=entry.place.revision_id or 0, due=entry.at).first()
    if row is None or row.state == RehearsalState.UNFINISHED:
        return None
    return _trial(entry, [str(problem) for problem in problems_of(row)])


def _trial(entry: Entry, problems: list[str]) -> Trial:
    when = moment_in_words(entry.at)
    words = f"A trial run of “{entry.title}” for {when} went through."
    if problems:
        words = f"A trial run found that “{entry.title}” would fail on {when}: {' '.join(problems)}"
    return Trial(passed=not problems, words=words)
