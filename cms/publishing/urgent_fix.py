"""A fix of what is live, while another version of the page is still to come.

The fix is saved first, beside everything else. Then its editor says what becomes of each version to come, having seen
what that does, and the fix goes live together with that, in one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Model
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from cms.core import validation
from cms.core.locking import lock_pages
from cms.core.locks import locks_beside_schedule
from cms.core.problems import Problem
from cms.core.schedules import open_version
from cms.publishing.merge import Change, Merged, Side, changes, merge
from cms.publishing.merge_shapes import aligned, content_of, document_of, shape_of
from cms.publishing.pending import OWN, CannotAnswer, Pending, pending_of, source_of
from cms.publishing.shapes import Document

BEGUN = "publishing.fix.begun"
KEPT = "publishing.fix.kept"
MERGED = "publishing.fix.merged"
CANCELLED = "publishing.fix.cancelled"
OUTDATED = (
    "Readers see another version since this was saved. It was not published, and is kept in the page's history. Look "
    "at what is live now, and begin from that."
)


class Wish(StrEnum):
    """What becomes of a version to come."""

    KEEP = "keep"
    MERGE = "merge"
    CANCEL = "cancel"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What an editor wishes for one version to come. ``choices``: by key of the conflict; ``seen``: as they saw it."""

    wish: Wish
    seen: str
    choices: Mapping[str, Side] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What each wish would do with one version to come.

    ``lost``: what readers lose of the fix if it is kept. ``brings``: what a merge changes in it, with what is decided
    of ``merged.conflicts``. ``problems``: why the merged version, if all is decided, could not go live.
    """

    pending: Pending
    lost: list[Change]
    brings: list[Change]
    merged: Merged
    problems: list[Problem]


class Overtaken(Exception):
    """The page is not any more what its editor looked at; the message says what has happened, and what to do."""


@transaction.atomic
def save_fix(*, page: Page, draft: Any, user: Any) -> Revision:
    """Save ``draft``, which was made from what is live, beside the version that the page's form opens otherwise."""
    opened, was_draft = page.latest_revision, page.has_unpublished_changes
    revision: Revision = draft.save_revision(user=user, log_action=BEGUN)
    if opened is not None:
        open_version(page, opened, is_live=not was_draft)
    return revision


def outlooks(
    *, page: Any, fix: Revision, user: Any, choices: Mapping[str, Mapping[str, Side]] | None = None
) -> list[Outlook]:
    """What would become of every version to come of ``page``, the live row of its own type.

    ``choices``: what was decided so far, by the key of the pending version.
    """
    found = pending_of(page, user=user)
    return [
        _outlook(page, fix, one, (choices or {}).get(one.key, {})) for one in found if one.revision != fix
    ]


def changes_of(*, page: Any, fix: Revision) -> list[Change]:
    """What the fix changes in what is live; nothing where nothing is."""
    if not page.live:
        return []
    model: type[Model] = type(page)
    base = _live(page)
    return changes(shape_of(model), base, aligned(model, document_of(model, fix.content), base))


def is_outdated(*, page: Page, fix: Revision) -> bool:
    """Whether readers see a version that went live after the fix was saved."""
    return bool(page.live and page.last_published_at and page.last_published_at > fix.created_at)


def check(*, page: Any, fix: Revision, user: Any) -> None:
    """Raises ``Overtaken`` where the fix was made from what is not live any more, ``CannotAnswer`` where somebody else
    holds the page."""
    if is_outdated(page=page, fix=fix):
        raise Overtaken(OUTDATED)
    if any(lock.for_user(user) for lock in locks_beside_schedule(page)):
        raise CannotAnswer("The page is locked by somebody else, or in a review that is not yours.")


@transaction.atomic
def publish(*, page_id: int, fix: Revision, answers: Mapping[str, Answer], user: Any, now: datetime) -> Page:
    """Let the fix go live, and do with each version to come what its answer says: all of it or nothing.

    Raises ``Overtaken`` where something has changed since it was looked at, ``CannotAnswer`` where a wish can't be done
    and ``PublishRefused`` where the fix can't go live.
    """
    lock_pages(Page.objects.filter(pk=page_id))
    page: Any = Page.objects.get(pk=page_id).specific
    check(page=page, fix=fix, user=user)
    choices = {key: answer.choices for key, answer in answers.items()}
    found = outlooks(page=page, fix=fix, user=user, choices=choices)
    _refuse_unseen(found, answers)
    opened = _opened_after(page, fix, found)
    for outlook in found:
        version = _fulfil(page, fix, outlook, answers[outlook.pending.key], user, now)
        if opened == outlook.pending.revision:
            opened = version
    Revision.objects.get(pk=fix.pk).publish(user=user)
    live: Page = type(page).objects.get(pk=page_id)
    open_version(live, opened or fix, is_live=opened in {None, fix})
    return live


def _fulfil(
    page: Any, fix: Revision, outlook: Outlook, answer: Answer, user: Any, now: datetime
) -> Revision | None:
    """Do what the answer says. Returns the version that comes now; None if none does."""
    pending = outlook.pending
    said = {"where": pending.where, "fix": fix.pk, "version": pending.revision.pk}
    if answer.wish is Wish.KEEP:
        log(instance=page, action=KEPT, user=user, revision=pending.revision, data=said)
        return pending.revision
    if pending.only_keep:
        raise CannotAnswer(pending.only_keep)
    if answer.wish is Wish.CANCEL:
        source_of(pending).cancel(pending, user)
        log(instance=page, action=CANCELLED, user=user, revision=pending.revision, data=said)
        return None
    _refuse_unready(outlook, now)
    merged: Revision = _candidate(page, outlook.pending, outlook.merged).save_revision(user=user)
    source_of(pending).replace(pending, merged, user)
    decided = [
        {"where": " → ".join(one.place.trail), "chosen": "fix" if one.choice is Side.THEIRS else "version"}
        for one in outlook.merged.conflicts
    ]
    said |= {"merged": merged.pk, "decided": decided}
    log(instance=page, action=MERGED, user=user, revision=merged, data=said)
    return merged


def _refuse_unseen(found: Sequence[Outlook], answers: Mapping[str, Answer]) -> None:
    seen = {key: answer.seen for key, answer in answers.items()}
    if seen != {outlook.pending.key: outlook.pending.seen for outlook in found}:
        raise Overtaken(
            "What is still to come of this page has changed since you looked: it went live, or somebody changed or "
            "cancelled it. Nothing was published. Look again, and choose."
        )


def _refuse_unready(outlook: Outlook, now: datetime) -> None:
    if outlook.merged.undecided:
        raise CannotAnswer("Choose one of both wherever the fix and the version to come differ.")
    if outlook.problems:
        raise CannotAnswer("The merged version could not go live as it is: see what is said below the merge.")
    if outlook.pending.due is not None and outlook.pending.due <= now:
        raise Overtaken("Its time has just come. Nothing was changed. Look again, and choose.")


def _opened_after(page: Any, fix: Revision, found: Sequence[Outlook]) -> Revision | None:
    """What the page's form opens at present, and goes on to: a draft. Where that is the fix or what is live, it is the
    version that locks the page until its time, if there is one; else None, for what is live then."""
    latest: Revision | None = page.latest_revision
    if latest is not None and latest != fix and latest.pk != page.live_revision_id:
        return latest
    own = page.scheduled_revision
    return next((one.pending.revision for one in found if one.pending.revision == own), None)


def _outlook(page: Any, fix: Revision, pending: Pending, choices: Mapping[str, Side]) -> Outlook:
    model: type[Model] = type(page)
    shape = shape_of(model)
    to_come = document_of(model, pending.revision.content)
    # Of a page that is not live, whoever goes on editing goes on from the version to come.
    base = _live(page) if page.live else aligned(model, to_come, to_come)
    ours, theirs = aligned(model, to_come, base), aligned(model, document_of(model, fix.content), base)
    fixed = merge(shape, base=base, ours=ours, theirs=theirs, otherwise=Side.THEIRS)
    merged = merge(shape, base=base, ours=ours, theirs=theirs, choices=choices)
    problems = [] if merged.undecided else _problems(page, pending, merged)
    return Outlook(
        pending=pending,
        lost=changes(shape, fixed.document, ours),
        brings=changes(shape, ours, merged.document),
        merged=merged,
        problems=problems,
    )


def _problems(page: Any, pending: Pending, merged: Merged) -> list[Problem]:
    return validation.publish_problems(_candidate(page, pending, merged))


def _candidate(page: Any, pending: Pending, merged: Merged) -> Any:
    """The merged version as an object that can be saved."""
    draft = page.with_content_json(content_of(type(page), merged.document))
    if pending.source == OWN.name:
        draft.go_live_at = pending.due
    return draft


def _live(page: Any) -> Document:
    """What is live, from its row: only there have all its rows their numbers."""
    document = document_of(type(page), page.serializable_data())
    return aligned(type(page), document, document)
