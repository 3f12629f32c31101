"""What entries are about, as one user may see it: pages by the explorer's rights, snippets and releases by their
policies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.admin.utils import quote
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from wagtail.admin.utils import get_user_display_name
from wagtail.models import DraftStateMixin, Page
from wagtail.permissions import policy_registry
from wagtail.snippets.models import get_snippet_models

from cms.calendar.topics import Address
from cms.releases.addresses import release_url
from cms.releases.contents import contents_of
from cms.releases.models import Release
from cms.releases.selectors import may_publish_releases, may_see_releases


@dataclass(frozen=True, kw_only=True)
class Subject:
    """An object with a schedule. ``may_publish``: its schedule is the user's to change.

    ``address``: its base type and primary key. Of a release: ``holds``, the types of what it lets out; ``objects`` and
    ``versions`` of that; and ``problems``, what would stop it.
    """

    title: str
    type_id: int
    type_name: str
    edit_url: str | None
    may_publish: bool
    owner_id: int | None
    holds: frozenset[int] = frozenset()
    objects: frozenset[Address] = frozenset()
    versions: frozenset[int] = frozenset()
    problems: tuple[str, ...] = ()


def visible_pages(user: Any) -> QuerySet[Page]:
    """The pages that ``user`` finds in the explorer."""
    policy = policy_registry.get_by_type(Page)
    if user.is_active and not user.is_superuser and not policy.get_cached_permissions_for_user(user):
        return Page.objects.none()
    return policy.explorable_instances(user)


def texts_of(pages: QuerySet[Page]) -> QuerySet[Any]:
    """The primary keys as text, to be compared with ``object_id`` in a subquery."""
    return pages.order_by().annotate(text_pk=Cast("pk", CharField())).values("text_pk")


def visible_snippets(user: Any) -> list[type[Any]]:
    """The kinds of snippets with drafts of which ``user`` may see something in the admin."""
    may = ("add", "change", "delete", "view", "publish")
    return [
        model
        for model in _snippets_with_drafts()
        if policy_registry.get_by_type(model).user_has_any_permission(user, may)
    ]


def visible_types(user: Any) -> list[tuple[int, str]]:
    """The content types of what may stand in the calendar of ``user``, each with its name, by name."""
    page_types = [model for model in apps.get_models() if issubclass(model, Page) and model is not Page]
    models: list[type[Any]] = [
        *page_types,
        *visible_snippets(user),
        *([Release] if may_see_releases(user) else []),
    ]
    return sorted(((type_id_of(model), _name_of(model)) for model in models), key=_by_name)


def visible_owners(user: Any) -> list[tuple[int, str]]:
    """The owners of the pages and releases that may stand in the calendar of ``user``, each with a name, by name."""
    owns = Q(pk__in=visible_pages(user).order_by().values("owner_id"))
    if may_see_releases(user):
        owns |= Q(pk__in=Release.objects.order_by().values("owner_id"))
    people = get_user_model()._default_manager.filter(owns)
    return sorted(((person.pk, get_user_display_name(person)) for person in people), key=_by_name)


def subjects_of(addresses: Iterable[Address], *, user: Any) -> dict[Address, Subject]:
    """The objects at ``addresses`` that ``user`` may see. A constant number of queries."""
    wanted = set(addresses)
    found = _pages({pk for base, pk in wanted if base == type_id_of(Page)}, user)
    for model in visible_snippets(user):
        found |= _snippets(model, {pk for base, pk in wanted if base == base_type_id_of(model)}, user)
    return found | _releases({pk for base, pk in wanted if base == type_id_of(Release)}, user)


def type_id_of(model: type[Any]) -> int:
    return ContentType.objects.get_for_model(model, for_concrete_model=False).pk


def base_type_id_of(model: type[DraftStateMixin]) -> int:
    pk: int = model.get_base_content_type().pk
    return pk


def _snippets_with_drafts() -> list[type[Any]]:
    """The kinds that objects really have: not a base, whose rows are all of a more specific kind."""
    models = [model for model in get_snippet_models() if issubclass(model, DraftStateMixin)]
    return [
        model
        for model in models
        if not any(issubclass(other, model) for other in models if other is not model)
    ]


def _pages(ids: set[str], user: Any) -> dict[Address, Subject]:
    policy, base = policy_registry.get_by_type(Page), type_id_of(Page)
    rows = visible_pages(user).filter(pk__in=ids)
    may_change = set(_allowed(policy, user, "change", ids))
    may_publish = set(_allowed(policy, user, "publish", ids))
    return {
        (base, str(page.pk)): Subject(
            title=page.title,
            type_id=page.content_type_id,
            type_name=_name_of(page.specific_class or Page),
            edit_url=reverse("wagtailadmin_pages:edit", args=[page.pk]) if page.pk in may_change else None,
            may_publish=page.pk in may_publish and not _locked_by_another(page, user),
            owner_id=page.owner_id,
        )
        for page in rows
    }


def _allowed(policy: Any, user: Any, action: str, ids: set[str]) -> QuerySet[Any]:
    pages: QuerySet[Page] = policy.instances_user_has_permission_for(user, action)
    return pages.filter(pk__in=ids).order_by().values_list("pk", flat=True)


def _snippets(model: type[Any], ids: set[str], user: Any) -> dict[Address, Subject]:
    policy, base = policy_registry.get_by_type(model), base_type_id_of(model)
    may_change = policy.user_has_permission(user, "change")
    may_publish = policy.user_has_permission(user, "publish")
    edit = model.snippet_viewset.get_url_name("edit")
    return {
        (base, str(row.pk)): Subject(
            title=str(row),
            type_id=type_id_of(model),
            type_name=_name_of(model),
            edit_url=reverse(edit, args=[quote(row.pk)]) if may_change else None,
            may_publish=may_publish and not _locked_by_another(row, user),
            owner_id=None,
        )
        for row in model._default_manager.filter(pk__in=ids)
    }


def _releases(ids: set[str], user: Any) -> dict[Address, Subject]:
    if not ids or not may_see_releases(user):
        return {}
    base, may_publish = type_id_of(Release), may_publish_releases(user)
    rows = list(Release.objects.filter(pk__in=ids))
    contents = contents_of([release.pk for release in rows])
    return {
        (base, str(release.pk)): Subject(
            title=release.title,
            type_id=base,
            type_name=f"{_name_of(Release)} of {size} {'item' if size == 1 else 'items'}",
            edit_url=release_url(release),
            may_publish=may_publish,
            owner_id=release.owner_id,
            holds=frozenset(contents[release.pk].types),
            objects=frozenset(contents[release.pk].objects),
            versions=frozenset(contents[release.pk].versions),
            problems=tuple(contents[release.pk].problems),
        )
        for release in rows
        for size in [contents[release.pk].size]
    }


def _by_name(choice: tuple[int, str]) -> str:
    return choice[1].lower()


def _locked_by_another(row: Any, user: Any) -> bool:
    return getattr(row, "locked", False) and row.locked_by_id != user.pk


def _name_of(model: type[Any]) -> str:
    name = str(model._meta.verbose_name)
    return name[:1].upper() + name[1:]
