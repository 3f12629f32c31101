"""An approval is of words. It goes over to a version that says the same, and never to one that says something else.

Wagtail ties approvals to a version's number. Every save makes a new one, so whoever only sets the time of a page under
review would undo the approvals before theirs; and an automatic save rewrites a version in place, approved or not.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import DateTimeField, Model
from wagtail.models import COMMENTS_RELATION_NAME, Revision, TaskState, WorkflowMixin, WorkflowState

from cms.core.same_words import same_words
from cms.core.validation import stream_fields

STANDING = (TaskState.STATUS_IN_PROGRESS, TaskState.STATUS_APPROVED, TaskState.STATUS_SKIPPED)
# When something is public is no part of what it says, nor are its place in the tree and what editors note at its edge.
BESIDE_THE_WORDS = frozenset(
    {"go_live_at", "expire_at", "path", "depth", "numchild", "owner", COMMENTS_RELATION_NAME}
)

_keepers: list[Callable[[Revision], bool]] = []


def register_keeper(is_kept: Callable[[Revision], bool]) -> None:
    """Have versions left as they are for which ``is_kept`` says so."""
    _keepers.append(is_kept)


def may_overwrite(revision: Revision, *, draft: WorkflowMixin) -> bool:
    """Whether ``draft`` may be saved in place of ``revision``.

    Not if that is under review and says something else; not if it is scheduled, which saving over it would undo; and
    not if an app above keeps it.
    """
    if revision.approved_go_live_at is not None or any(is_kept(revision) for is_kept in _keepers):
        return False
    under_review = TaskState.objects.filter(revision=revision, status__in=STANDING).exists()
    return not under_review or says_the_same(type(draft), revision.content, draft.serializable_data())


def carry_over(draft: WorkflowMixin, *, before: Revision | None, after: Revision) -> None:
    """Put ``after`` in the place of ``before`` in the review that ``draft`` is in, if the two say the same.

    The review's task at hand must be about ``before``: if it is about an older version, nobody has approved ``before``.
    """
    state = draft.current_workflow_state
    if before is None or before == after or state is None or state.status != WorkflowState.STATUS_IN_PROGRESS:
        return
    at_hand = state.current_task_state
    if at_hand is None or at_hand.revision_id != before.pk:
        return
    if says_the_same(type(draft), before.content, after.content):
        state.task_states.filter(revision=before, status__in=STANDING).update(revision=after)
        # Whoever goes on with this state must not write back, or ask about, the version before.
        state.refresh_from_db()


def says_the_same(model: type[Model], before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether two versions, as revisions keep them, would give readers the same."""
    return same_words(_words(model, before), _words(model, after))


def _words(model: type[Model], content: dict[str, Any]) -> dict[str, Any]:
    content = json.loads(json.dumps(content, cls=DjangoJSONEncoder))  # as stored, also before it is
    kept_by_wagtail = {field.name for field in model._meta.concrete_fields if not field.editable}
    words: dict[str, Any] = {
        name: _rows(value) if isinstance(value, list) else value
        for name, value in content.items()
        if name not in kept_by_wagtail | BESIDE_THE_WORDS
    }
    streams = {field.name: json.loads(words[field.name]) for field in stream_fields(model)}
    return {**words, **streams, **_moments(model, words)}


def _rows(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows are told apart by their order; their numbers change with every save of a draft."""
    return [{name: value for name, value in row.items() if name not in {"pk", "sort_order"}} for row in rows]


def _moments(model: type[Model], words: dict[str, Any]) -> dict[str, Any]:
    """Instants to the second, as forms show them and send them back."""
    names = {field.name for field in model._meta.concrete_fields if isinstance(field, DateTimeField)}
    return {name: str(value)[:19] for name, value in words.items() if name in names and value}
