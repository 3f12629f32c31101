"""The items of a release as its page lists them, read for all of them at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.utils import quote
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from wagtail.admin.utils import get_user_display_name
from wagtail.models import DraftStateMixin, Page
from wagtail.permissions import policy_registry

from cms.core.problems import Problem
from cms.publishing.words import moment_in_words
from cms.releases.models import ItemAction, Release, ReleaseItem
from cms.releases.services import CHANGED_SINCE, why_unfit

Address = tuple[int, str]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One item. ``effect``: what happens. ``newer``: a later draft exists than the one that is pinned.
    ``takes_back``: what is live is later than the pinned version, which would undo it.
    ``may_change``, ``may_publish``: the user may, with the page or entry itself."""

    item: ReleaseItem
    type_name: str
    effect: str
    version: str
    newer: bool
    takes_back: bool
    edit_url: str
    may_change: bool
    may_publish: bool
    problems: tuple[str, ...]

    @property
    def can_take_latest(self) -> bool:
        """Also where the version that is pinned was written over since."""
        return self.newer or CHANGED_SINCE in self.problems


def rows_of(release: Release, *, user: Any) -> list[Row]:
    """In the order in which they were added. The number of queries does not depend on how many there are."""
    items = list(
        release.items.select_related(
            "revision__content_type", "revision__user", "content_type", "added_by"
        ).order_by("added_at", "pk")
    )
    objects = _objects_of(items)
    rights = _Rights(items, user)
    return [_row(item, objects.get(item.address), release, rights) for item in items]


def effect_of(item: ReleaseItem, row: Any, *, is_open: bool) -> str:
    """What the item does, or did, to what readers see."""
    if item.action == ItemAction.UNPUBLISH:
        return "goes offline" if is_open else "went offline"
    if not is_open:
        return "replaced the live version" if item.was_live else "went live"
    if row is not None and row.live:
        return "replaces the live version"
    return "goes live again" if row is not None and row.first_published_at else "goes live for the first time"


def type_name_of(item: ReleaseItem, row: Any = None) -> str:
    """What kind of thing it is, as specific as is known without another query."""
    known = item.revision.content_type if item.revision is not None else None
    model = known.model_class() if known is not None else None
    model = model or (getattr(row, "specific_class", None) or item.content_type.model_class())
    name = str(model._meta.verbose_name) if model is not None else "removed"
    return name[:1].upper() + name[1:]


class _Rights:
    """What the user may do with each page or entry: asked for all of them together."""

    def __init__(self, items: Iterable[ReleaseItem], user: Any) -> None:
        self._page_type = page_type_id()
        ids = [item.object_id for item in items if item.content_type_id == self._page_type]
        pages = policy_registry.get_by_type(Page)
        self._user = user
        self._pages = {
            action: {
                str(pk)
                for pk in pages.instances_user_has_permission_for(user, action)
                .filter(pk__in=ids)
                .order_by()
                .values_list("pk", flat=True)
            }
            for action in ("change", "publish")
        }

    def may(self, action: str, item: ReleaseItem) -> bool:
        if item.content_type_id == self._page_type:
            return item.object_id in self._pages[action]
        model = (item.revision or item).content_type.model_class()
        return model is not None and bool(
            policy_registry.get_by_type(model).user_has_permission(self._user, action)
        )


def page_type_id() -> int:
    return ContentType.objects.get_for_model(Page, for_concrete_model=False).pk


def edit_url_of(item: ReleaseItem) -> str:
    """The form of the page or entry, whoever may open it; empty where there is none."""
    if item.content_type_id == page_type_id():
        return reverse("wagtailadmin_pages:edit", args=[item.object_id])
    model = (item.revision or item).content_type.model_class()
    viewset: Any = getattr(model, "snippet_viewset", None)
    return reverse(viewset.get_url_name("edit"), args=[quote(item.object_id)]) if viewset is not None else ""


def _objects_of(items: Iterable[ReleaseItem]) -> dict[Address, DraftStateMixin]:
    wanted: defaultdict[ContentType, list[str]] = defaultdict(list)
    for item in items:
        wanted[item.content_type].append(item.object_id)
    found: dict[Address, Any] = {}
    for content_type, ids in wanted.items():
        model = content_type.model_class()
        if model is not None:
            rows = model._default_manager.filter(pk__in=ids)
            found |= {(content_type.pk, str(row.pk)): row for row in rows}
    return found


def _row(item: ReleaseItem, row: Any, release: Release, rights: _Rights) -> Row:
    may_change = rights.may("change", item)
    may_publish = rights.may("publish", item)
    return Row(
        item=item,
        type_name=type_name_of(item, row),
        effect=effect_of(item, row, is_open=release.is_open),
        version=version_in_words(item),
        newer=release.is_open and release.undoes_id is None and _has_newer(item, row),
        takes_back=release.is_open and release.undoes_id is None and _takes_back(item, row),
        edit_url=edit_url_of(item) if row is not None and (may_change or may_publish) else "",
        may_change=may_change,
        may_publish=may_publish,
        problems=tuple(_problems(item, row)) if release.is_open else (),
    )


def version_in_words(item: ReleaseItem) -> str:
    """Which version is in the release; empty where it goes offline."""
    if item.revision is None:
        return ""
    by = f" by {get_user_display_name(item.revision.user)}" if item.revision.user is not None else ""
    return f"Version of {moment_in_words(item.revision.created_at)}{by}"


def _has_newer(item: ReleaseItem, row: Any) -> bool:
    if item.action != ItemAction.PUBLISH or row is None or item.revision is None:
        return False
    return row.latest_revision_id not in {item.revision_id, row.live_revision_id}


def _takes_back(item: ReleaseItem, row: Any) -> bool:
    """Whether a version saved after the pinned one has gone live already, such as an urgent fix."""
    if item.action != ItemAction.PUBLISH or row is None or item.revision_id is None or not row.live:
        return False
    return row.live_revision_id is not None and row.live_revision_id > item.revision_id


def _problems(item: ReleaseItem, row: Any) -> Iterable[str]:
    """What stands in its way now, and what the last trial or try found beside it."""
    now = why_unfit(item, row)
    if now:
        yield now
    for found in item.problems:
        words = str(Problem.stored(found))
        if words != now:
            yield words
