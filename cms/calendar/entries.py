"""What stands in the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils import timezone
from django.utils.formats import date_format

from cms.calendar import days
from cms.publishing.models import JobKind
from cms.publishing.words import moment_in_words

KIND_WORDS: dict[str, str] = {
    JobKind.PUBLISH: "Go-live",
    JobKind.EXPIRE: "Expiry",
    JobKind.RELEASE: "Release",
}


class State(StrEnum):
    """How it stands with an entry, in an editor's words."""

    SCHEDULED = "scheduled"
    WOULD_FAIL = "would fail"
    CARRIED = "set in the scheduled version"
    LATE = "late"
    WAITING = "late, is tried again"
    BLOCKED = "blocked"
    DONE = "done"
    PASSED_OVER = "not shown: it had expired before"
    DAY_TO_COME = "to come"
    DAY_PAST = "overdue"


OPEN = frozenset({State.SCHEDULED, State.WOULD_FAIL, State.LATE, State.WAITING, State.BLOCKED})
IN_TROUBLE = (OPEN - {State.SCHEDULED}) | {State.DAY_PAST}


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where an entry's time is kept: a version to publish, the expiry of an object, which has no ``revision_id``, a
    release, or a day that an app contributes about a page.

    ``kind``: one of ``JobKind``, or the name of a kind of day. ``content_type_id`` is the base type, as in
    ``Revision.base_content_type``.
    """

    kind: str
    content_type_id: int
    object_id: str
    revision_id: int | None = None

    @property
    def key(self) -> str:
        """The same for as long as the entry exists, whatever its time."""
        if self.kind == JobKind.PUBLISH:
            return f"go-live-{self.revision_id}"
        if self.kind == JobKind.RELEASE:
            return f"release-{self.object_id}"
        if self.kind != JobKind.EXPIRE:
            return f"{self.kind}-{self.content_type_id}-{self.object_id}"
        carried = f"-version-{self.revision_id}" if self.revision_id is not None else ""
        return f"expiry-{self.content_type_id}-{self.object_id}{carried}"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that happens, or happened, at one instant.

    ``by``: who scheduled it; empty where that is not known. ``reason``: why it is late or blocked. ``may_change``: the
    user who asked may move it. ``edit_url`` is None for who may see, but not edit. ``all_day``: it is of a day and not
    of an instant; ``at`` is where that day begins for the user. ``holds``: the types of what a release lets out.
    """

    place: Place
    at: datetime
    title: str
    type_id: int
    type_name: str
    state: State
    by: str = ""
    reason: str = ""
    edit_url: str | None = None
    may_change: bool = False
    is_mine: bool = False
    owner_id: int | None = None
    all_day: bool = False
    holds: frozenset[int] = frozenset()

    @property
    def kind_words(self) -> str:
        return KIND_WORDS.get(self.place.kind) or days.of_name(self.place.kind).label

    @property
    def is_in_trouble(self) -> bool:
        return self.state in IN_TROUBLE

    @property
    def is_open(self) -> bool:
        """Whether it is still to happen, and so can be moved by who may."""
        return self.state in OPEN

    @property
    def in_words(self) -> str:
        """The whole entry in one line, for whoever does not see the grid."""
        when = date_format(timezone.localdate(self.at), "j F Y") if self.all_day else moment_in_words(self.at)
        return f"{self.kind_words}: {self.title}, {when}, {self.state}"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which entries somebody wants to see; by default all. ``type_id``: the content type of the specific model; a
    release is of every type that it lets out, too. ``topic_id``: what it means is known to whoever registered topics.
    """

    kind: str = ""
    type_id: int | None = None
    owner_id: int | None = None
    topic_id: int | None = None
    mine: bool = False

    def accepts(self, entry: Entry) -> bool:
        return (
            self.kind in {"", entry.place.kind}
            and self.type_id in {None, entry.type_id, *entry.holds}
            and self.owner_id in {None, entry.owner_id}
            and (entry.is_mine or not self.mine)
        )
