"""The question what becomes of the versions to come, as a form of the admin shows it and sends it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wagtail.admin.compare import diff_text

from cms.publishing.merge import Change, Conflict, How, Side
from cms.publishing.urgent_fix import Answer, Outlook, Wish

WORDS_OF = {
    How.CHANGED: "Changed",
    How.ADDED: "Added",
    How.REMOVED: "Removed",
    How.MOVED: "Other order",
}


@dataclass(frozen=True)
class ChangeShown:
    """One difference. ``parts``: pairs of “same”, “gone” or “new” and words; empty where no word differs."""

    where: str
    how: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ConflictShown:
    """Both values of one conflict and the name of the field that says which is taken."""

    name: str
    where: str
    ours: str
    theirs: str
    choice: str
    is_missing: bool


@dataclass(frozen=True)
class Question:
    """All that is asked about one version to come, with what was answered so far."""

    outlook: Outlook
    number: int
    wish: str
    is_missing: bool
    lost: list[str]
    brings: list[ChangeShown]
    conflicts: list[ConflictShown]


def questions(found: list[Outlook], sent: Mapping[str, Any], *, is_sent: bool) -> list[Question]:
    """``sent``: what the form sent; ``is_sent``: mark what is missing in it."""
    return [_question(outlook, number, sent, is_sent=is_sent) for number, outlook in enumerate(found, 1)]


def choices_in(sent: Mapping[str, Any]) -> dict[str, dict[str, Side]]:
    """What was decided of conflicts, by the key of the pending version and of the conflict."""
    found: dict[str, dict[str, Side]] = {}
    for name, value in sent.items():
        kind, _, rest = name.partition(":")
        pending, _, conflict = rest.partition(":")
        if kind == "choice" and value in set(Side):
            found.setdefault(pending, {})[conflict] = Side(value)
    return found


def answers_in(sent: Mapping[str, Any]) -> dict[str, Answer]:
    """The answers that were given, by the key of the pending version."""
    choices = choices_in(sent)
    wishes = {
        name.partition(":")[2]: value
        for name, value in sent.items()
        if name.startswith("wish:") and value in set(Wish)
    }
    return {
        key: Answer(wish=Wish(wish), seen=sent.get(f"seen:{key}", ""), choices=choices.get(key, {}))
        for key, wish in wishes.items()
    }


def all_answered(found: list[Outlook], answers: Mapping[str, Answer]) -> bool:
    """Whether nothing is left to choose. What has come to an end meanwhile is not missed here."""
    for outlook in found:
        answer = answers.get(outlook.pending.key)
        if answer is None or (answer.wish is Wish.MERGE and outlook.merged.undecided):
            return False
    return True


def shown(change: Change) -> ChangeShown:
    """A difference as the page shows it, word by word."""
    where = " → ".join(change.place.trail)
    kinds = {"equal": "same", "deletion": "gone", "addition": "new"}
    compared = diff_text(change.before, change.after).changes if change.before != change.after else ()
    return ChangeShown(where, WORDS_OF[change.how], tuple((kinds[kind], words) for kind, words in compared))


def _question(outlook: Outlook, number: int, sent: Mapping[str, Any], *, is_sent: bool) -> Question:
    key = outlook.pending.key
    wish = sent.get(f"wish:{key}", Wish.KEEP if outlook.pending.only_keep else "")
    conflicts = [
        _conflict(key, conflict, is_sent=is_sent and wish == Wish.MERGE)
        for conflict in outlook.merged.conflicts
    ]
    return Question(
        outlook=outlook,
        number=number,
        wish=wish,
        is_missing=is_sent and not wish,
        lost=list(dict.fromkeys(" → ".join(change.place.trail) for change in outlook.lost)),
        brings=[shown(change) for change in _beside(outlook)],
        conflicts=conflicts,
    )


def _beside(outlook: Outlook) -> list[Change]:
    """What a merge brings beside what is chosen, which is shown with both values."""
    chosen = [conflict.place.path for conflict in outlook.merged.conflicts]
    return [
        change
        for change in outlook.brings
        if not any(change.place.path[: len(path)] == path for path in chosen)
    ]


def _conflict(key: str, conflict: Conflict, *, is_sent: bool) -> ConflictShown:
    removed = "(not there any more)"
    return ConflictShown(
        name=f"choice:{key}:{conflict.key}",
        where=" → ".join(conflict.place.trail),
        ours=conflict.ours or removed,
        theirs=conflict.theirs or removed,
        choice=conflict.choice or "",
        is_missing=is_sent and conflict.choice is None,
    )
