"""How editors are told about schedules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cms.core import moment
from cms.publishing.models import JobKind, JobState, PublishJob

moment_in_words = moment.in_words


@dataclass(frozen=True)
class Verb:
    """What scheduled work does: ``do`` after "was to", ``happens`` after a title."""

    do: str
    happens: str


VERBS: dict[str, Verb] = {
    JobKind.PUBLISH: Verb("go live", "goes live"),
    JobKind.EXPIRE: Verb("be taken offline", "is taken offline"),
    JobKind.RELEASE: Verb("go out", "goes out"),
}


def intent_in_words(kind: str, due: datetime) -> str:
    """What was to happen and when."""
    return f"It was to {VERBS[kind].do} on {moment_in_words(due)}"


def outlook_in_words(job: PublishJob) -> str:
    """What happens with the schedule now."""
    if job.state == JobState.BLOCKED:
        tries = "1 try" if job.attempts == 1 else f"{job.attempts} tries"
        if job.kind == JobKind.EXPIRE:
            return (
                f"Nothing more happens by itself after {tries}. Readers don't see it any more all the same."
            )
        if job.kind == JobKind.RELEASE:
            return (
                f"Nothing of it is public, and nothing more happens by itself after {tries}. Mend what is named, take "
                "the new version into the release, and retry."
            )
        return (
            f"The schedule is kept, and nothing more happens by itself after {tries}. Mend it and publish it, or "
            "submit it: as its time has come, it then goes out at once."
        )
    if job.next_try_at is None:
        return "The schedule is kept."
    return f"The schedule is kept; the next try is on {moment_in_words(job.next_try_at)}."
