"""Passes for what readers don't get: the history of pages. A pass speaks for a person, and is good while that one is.

It is a signed text that names the person and until when. Nothing of it is stored: who may not open the admin any more
has no pass any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.core.signing import BadSignature, Signer

PERMISSION = "wagtailadmin.access_admin"

_signer = Signer(salt="cms.editions.history")


class NoPass(Exception):
    """The text is no pass, or none any more; says which, and what to do."""


@dataclass(frozen=True)
class Pass:
    user: Any
    until: datetime


def make_pass(user: Any, *, until: datetime) -> str:
    """For whoever may open the admin; raises ``NoPass`` for anybody else."""
    _check(user)
    return _signer.sign_object({"user": user.pk, "until": int(until.timestamp())})


def read_pass(text: str, *, now: datetime) -> Pass:
    """Raises ``NoPass``."""
    try:
        said = _signer.unsign_object(text)
        user_id, until = said["user"], datetime.fromtimestamp(said["until"], tz=UTC)
    except (BadSignature, ValueError, KeyError, TypeError) as error:
        raise NoPass("This is no pass for the history of pages.") from error
    if now > until:
        raise NoPass("This pass has run out. Ask for a new one: manage.py make_history_pass.")
    user = get_user_model()._default_manager.filter(pk=user_id).first()
    _check(user)
    return Pass(user, until)


def _check(user: Any) -> None:
    if user is None or not user.is_active or not user.has_perm(PERMISSION):
        raise NoPass("The person that the pass speaks for may not open the admin.")
