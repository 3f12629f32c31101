"""What somebody may do with the pages and entries that releases are made of."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page
from wagtail.permissions import policy_registry


def may_put_in(user: Any, instance: Any) -> bool:
    """Whether ``user`` may read drafts of a page or entry, and put it into a release: who may edit or publish it."""
    if isinstance(instance, Page):
        rights = instance.permissions_for_user(user)
        return bool(rights.can_edit() or rights.can_publish())
    policy = policy_registry.get(instance)
    return bool(policy.user_has_any_permission(user, ["change", "publish"]))
