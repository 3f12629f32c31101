"""Editors, moderators and clinical reviewers: what each may do from the start."""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Model
from wagtail.contrib.settings.registry import registry
from wagtail.models import DraftStateMixin, GroupPagePermission, Page
from wagtail.snippets.models import create_extra_permissions, get_snippet_models

from home.models import InitialGrant

EDITORS = "Editors"
MODERATORS = "Moderators"
REVIEWERS = "Clinical reviewers"


@transaction.atomic
def ensure_groups() -> None:
    """Give each group what it has never had; what an administrator has taken away stays away.

    Does nothing in a database without a page tree, such as one that has just been emptied.

    Editors write, moderators also publish and delete, clinical reviewers read, comment and edit drafts, approve in a
    workflow, and cannot publish. Wagtail's own two groups are left out where an administrator has removed them.
    """
    if not Page.objects.exists():
        return
    _make_permissions()
    for name in (EDITORS, MODERATORS):
        group = Group.objects.filter(name=name).first()
        if group is not None:
            _grant(group, _snippet_permissions(name))
    _grant_settings()
    _ensure_reviewers()


def _make_permissions() -> None:
    """After a migrate, Django makes permissions app by app; ours are needed now, whichever app's turn it is."""
    for model in {*get_snippet_models(), *registry}:
        app_config = apps.get_app_config(model._meta.app_label)
        create_permissions(app_config, verbosity=0)
    for label in {model._meta.app_label for model in get_snippet_models()}:
        create_extra_permissions(apps.get_app_config(label))


def _snippet_permissions(group_name: str) -> list[str]:
    return [
        f"{model._meta.app_label}.{action}_{model._meta.model_name}"
        for model in _edited_snippets()
        for action in _actions(group_name, model)
    ]


def _edited_snippets() -> list[type[Model]]:
    """Snippets that are written as such: a base that others derive from is written as one of those."""
    models: list[type[Model]] = get_snippet_models()
    return [
        model
        for model in models
        if not any(issubclass(other, model) for other in models if other is not model)
    ]


def _actions(group_name: str, model: type[Model]) -> tuple[str, ...]:
    if group_name != MODERATORS:
        return ("view", "add", "change")
    publishing = ("publish",) if issubclass(model, DraftStateMixin) else ()
    return ("view", "add", "change", "delete", *publishing)


def _grant_settings() -> None:
    moderators = Group.objects.filter(name=MODERATORS).first()
    if moderators is not None:
        _grant(moderators, [f"{model._meta.app_label}.change_{model._meta.model_name}" for model in registry])


def _ensure_reviewers() -> None:
    once_there = InitialGrant.objects.filter(group=REVIEWERS).exists()
    group = Group.objects.filter(name=REVIEWERS).first()
    if group is None and once_there:
        return
    group = group or Group.objects.create(name=REVIEWERS)
    views = [f"{model._meta.app_label}.view_{model._meta.model_name}" for model in _edited_snippets()]
    _grant(group, ["wagtailadmin.access_admin", *views])
    _grant_page_change(group)


def _grant(group: Group, labels: Iterable[str]) -> None:
    had = set(InitialGrant.objects.filter(group=group.name).values_list("permission", flat=True))
    wanted = {label: _permission(label) for label in labels if label not in had}
    given = {label: permission for label, permission in wanted.items() if permission is not None}
    group.permissions.add(*given.values())
    InitialGrant.objects.bulk_create(InitialGrant(group=group.name, permission=label) for label in given)


def _permission(label: str) -> Permission | None:
    app_label, codename = label.split(".")
    return Permission.objects.filter(content_type__app_label=app_label, codename=codename).first()


def _grant_page_change(group: Group) -> None:
    """Page permissions hang on a page: the root of the tree, so that every site is covered."""
    label = "wagtailcore.change_page"
    root = Page.objects.get(depth=1)
    permission = _permission(label)
    if permission is None:
        return
    _, new = InitialGrant.objects.get_or_create(group=group.name, permission=f"{label} (root)")
    if new:
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
