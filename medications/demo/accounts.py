"""Logins for trying the admin. Their password is no secret: never for a site that others can reach."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

PASSWORD = "password"  # noqa: S105 - printed by the command and in the README


@dataclass(frozen=True)
class Account:
    username: str
    first_name: str
    last_name: str
    groups: tuple[str, ...]
    may_do: str
    superuser: bool = False


EDITOR = Account("editor", "Edith", "Editor", ("Editors", "Moderators"), "writes and publishes")
REVIEWER = Account("reviewer", "Ray", "Reviewer", ("Clinical reviewers",), "reads, comments and edits drafts")
ADMIN = Account("admin", "Ada", "Admin", (), "may do everything", superuser=True)
ACCOUNTS = (EDITOR, REVIEWER, ADMIN)


def ensure_accounts() -> None:
    """Create the logins that are missing; one that is there keeps its password and groups."""
    for account in ACCOUNTS:
        if not get_user_model().objects.filter(username=account.username).exists():
            _create(account)


def _create(account: Account) -> None:
    user = get_user_model().objects.create_user(
        username=account.username,
        email=f"{account.username}@example.org",
        password=PASSWORD,
        first_name=account.first_name,
        last_name=account.last_name,
        is_superuser=account.superuser,
        is_staff=account.superuser,
    )
    user.groups.set(Group.objects.filter(name__in=account.groups))
