"""What the database already has of a corpus, and what a record therefore calls for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser

from medications.importers.outcomes import Outcome
from medications.models import ContentPage

IMPORT_USER = "import"
# Part of every digest: raise it where the same record becomes another page than before.
MAPPING = 1


@dataclass(frozen=True, slots=True)
class PageState:
    """An imported page as it stands.

    ``digest``: of the record its latest revision was made from. ``edited``: an editor has saved, published or locked
    it since, so that the import may not write over it.
    """

    page_id: int
    digest: str
    live: bool
    was_published: bool
    pending: bool
    edited: bool


def page_states(model: type[ContentPage], source: str) -> dict[str, PageState]:
    """Every page imported from ``source``, by its id there; one query."""
    own = import_user_id()
    rows = model.objects.filter(import_source=source).values_list(
        "import_id",
        "pk",
        "live",
        "first_published_at",
        "has_unpublished_changes",
        "locked",
        "latest_revision__content__import_digest",
        "latest_revision__user_id",
        "live_revision__user_id",
    )
    return {
        import_id: PageState(
            page_id=pk,
            digest=digest or "",
            live=live,
            was_published=first is not None,
            pending=pending,
            edited=locked or latest_user != own or (live and live_user != own),
        )
        for import_id, pk, live, first, pending, locked, digest, latest_user, live_user in rows.iterator()
    }


def decide(state: PageState | None, digest: str, *, publish: bool) -> Outcome:
    """What a record with this digest calls for."""
    if state is None:
        return Outcome.CREATED
    if state.digest != digest:
        return Outcome.CONFLICT if state.edited else Outcome.UPDATED
    if publish and state.pending and not state.edited and goes_live(state):
        return Outcome.PUBLISHED
    return Outcome.UNCHANGED


def goes_live(state: PageState | None) -> bool:
    """Whether an import with ``--publish`` may publish it: not where an editor took it off the site."""
    return state is None or state.live or not state.was_published


def digest_of(record_digest: str, links: Iterable[str] = ()) -> str:
    """The digest kept with a page: of the record, of how it is mapped and of the links that lead inside."""
    parts = "\n".join([str(MAPPING), record_digest, *sorted(links)])
    return hashlib.sha256(parts.encode()).hexdigest()


def import_user() -> AbstractUser:
    """The user under whose name imports write, so that their revisions can be told from an editor's.

    Nobody can log in with it. It is made by the first import.
    """
    users: Any = get_user_model()
    user: AbstractUser
    user, new = users.objects.get_or_create(
        username=IMPORT_USER, defaults={"first_name": "Import", "is_active": False}
    )
    if new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


def import_user_id() -> int:
    """Its primary key; 0 before the first import."""
    users: Any = get_user_model()
    found = users.objects.filter(username=IMPORT_USER).values_list("pk", flat=True).first()
    return found or 0
