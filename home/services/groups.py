"""Editors, moderators and clinical reviewers: what each may do from the start."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Model
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.settings.registry import registry
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, DraftStateMixin, GroupCollectionPermission, GroupPagePermission, Page
from wagtail.snippets.models import create_extra_permissions, get_snippet_models

from cms.releases.models import Release
from home.models import InitialGrant

EDITORS = "Editors"
MODERATORS = "Moderators"
REVIEWERS = "Clinical reviewers"

# What has no drafts is on every page that shows it as soon as it is saved, so only moderators write it. A new source is
# on no page yet, and whoever writes needs to cite.
ADDED_BY_EDITORS = frozenset({"medications.source"})

# Putting a release together changes nothing that readers see; letting it go out does.
OF_RELEASES = {
    EDITORS: ("view", "add", "change"),
    MODERATORS: ("view", "add", "change", "delete", "publish"),
    REVIEWERS: ("view",),
}


@transaction.atomic
def ensure_groups() -> None:
    """Give each group what it has never had; what an administrator has taken away stays away.

    Does nothing in a database without a page tree, such as one that has just been emptied.

    Editors write what has drafts and read the rest. Moderators also publish, delete, and write what is live at once:
    people, sources, categories, disclaimers, settings, redirects. Clinical reviewers read, comment and edit drafts,
    approve in a workflow, and cannot publish. Releases are put together by editors, let out by moderators and seen by
    all. Wagtail's own two groups are left out where an administrator has removed them.
    """
    if not Page.objects.exists():
        return
    _make_permissions()
    for name in (EDITORS, MODERATORS):
        group = Group.objects.filter(name=name).first()
        if group is not None:
            _grant(group, _snippet_permissions(name))
            _grant(group, _labels(Release, *OF_RELEASES[name]))
    _grant_for_the_site()
    _ensure_reviewers()


def _make_permissions() -> None:
    """After a migrate, Django makes permissions app by app; ours are needed now, whichever app's turn it is."""
    for model in {*get_snippet_models(), *registry, *_chosen_from_a_library(), Redirect, Release}:
        app_config = apps.get_app_config(model._meta.app_label)
        create_permissions(app_config, verbosity=0)
    for label in {model._meta.app_label for model in get_snippet_models()}:
        create_extra_permissions(apps.get_app_config(label))


def _snippet_permissions(group_name: str) -> list[str]:
    return [label for model in edited_snippets() for label in _labels(model, *_actions(group_name, model))]


def edited_snippets() -> list[type[Model]]:
    """Snippets that are written as such: a base that others derive from is written as one of those."""
    models: list[type[Model]] = get_snippet_models()
    return [
        model
        for model in models
        if not any(issubclass(other, model) for other in models if other is not model)
    ]


def _actions(group_name: str, model: type[Model]) -> tuple[str, ...]:
    has_drafts = issubclass(model, DraftStateMixin)
    if group_name == MODERATORS:
        return ("view", "add", "change", "delete", *(("publish",) if has_drafts else ()))
    if group_name == REVIEWERS:
        return ("view", "change") if has_drafts else ("view",)
    if has_drafts:
        return ("view", "add", "change")
    return ("view", "add") if model._meta.label_lower in ADDED_BY_EDITORS else ("view",)


def _grant_for_the_site() -> None:
    moderators = Group.objects.filter(name=MODERATORS).first()
    if moderators is not None:
        _grant(moderators, chain(*(_labels(model, "change") for model in registry)))
        _grant(moderators, _labels(Redirect, "view", "add", "change", "delete"))


def _labels(model: type[Model], *actions: str) -> list[str]:
    return [f"{model._meta.app_label}.{action}_{model._meta.model_name}" for action in actions]


def _ensure_reviewers() -> None:
    once_there = InitialGrant.objects.filter(group=REVIEWERS).exists()
    group = Group.objects.filter(name=REVIEWERS).first()
    if group is None and once_there:
        return
    group = group or Group.objects.create(name=REVIEWERS)
    _grant(group, ["wagtailadmin.access_admin", *_snippet_permissions(REVIEWERS)])
    _grant(group, _labels(Release, *OF_RELEASES[REVIEWERS]))
    _grant_page_change(group)
    _grant_choosing(group)


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
    permission = _new_at_root(group, "wagtailcore.change_page")
    if permission is not None:
        root = Page.objects.get(depth=1)
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)


def _grant_choosing(group: Group) -> None:
    """Whoever edits a draft is offered its pictures and files: the root collection, so that all can be chosen."""
    for label in chain(*(_labels(model, "choose") for model in _chosen_from_a_library())):
        permission = _new_at_root(group, label)
        root = Collection.get_first_root_node()
        if permission is not None and root is not None:
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=root, permission=permission
            )


def _chosen_from_a_library() -> tuple[type[Model], type[Model]]:
    return get_image_model(), get_document_model()


def _new_at_root(group: Group, label: str) -> Permission | None:
    """The permission, if the group was never given it for the whole tree; noted as given."""
    permission = _permission(label)
    if permission is None:
        return None
    _, new = InitialGrant.objects.get_or_create(group=group.name, permission=f"{label} (root)")
    return permission if new else None
