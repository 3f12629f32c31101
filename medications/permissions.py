"""Who may do what with entries."""

from __future__ import annotations

from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy

EDITED_AS = ("medicine", "medicineclass", "condition")


class ChooseOnlyPolicy(ModelPermissionPolicy):
    """The base of entries can be listed, chosen and opened, and never written as such: only as what it is."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action not in {"view", "change", "choose"}:
            return False
        return any(
            user.has_perm(f"medications.{right}_{model}")
            for right in ("change", "view")
            for model in EDITED_AS
        )
