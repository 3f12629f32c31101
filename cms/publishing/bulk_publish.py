"""Publishing many pages at once: Wagtail's publish of one page, step by step, with each step done for all of them.

Only for pages of which Wagtail would do no more than this. Anything unusual - a type with a save or a check of its
own, a new slug, aliases, comments, a workflow, another version that is scheduled - is left to Wagtail's own publish,
and so is what does not validate, which then says why. What Wagtail leaves in the tables, this leaves; a test compares
all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from wagtail.models import COMMENTS_RELATION_NAME, Comment, Page, Revision, Site, WorkflowState
from wagtail.signals import page_published, published

from cms.core.models import AtomicPublishing, BasePage
from cms.core.moment import database_now
from cms.events.holding import Showing, showing_held
from cms.publishing import bulk_content, bulk_rows
from cms.publishing.due import Due

# What a type must have from Wagtail, or from the base of all pages, to be saved as it is here.
STOCK = {
    "publish": AtomicPublishing.publish,
    "update_aliases": BasePage.update_aliases,
    **{
        name: getattr(Page, name)
        for name in (
            "save",
            "save_base",
            "full_clean",
            "clean",
            "clean_fields",
            "validate_unique",
            "validate_constraints",
            "with_content_json",
            "set_url_path",
            "specific",
        )
    },
}


@dataclass(frozen=True)
class Ready:
    """A page as it is in the database, locked; the version that is due, and the page as that makes it."""

    item: Due
    row: Any
    revision: Revision
    page: Any


def publish_usual(items: Sequence[Due], now: datetime) -> list[tuple[Due, Showing]]:
    """Publish those of ``items`` that are as usual; each with what is to be done to show it. All or nothing.

    The others are untouched. Each item is of another page.
    """
    ready = _validated(_built(_locked(items, now)))
    if not ready:
        return []
    # The order in which Wagtail does it for one page.
    Revision.objects.filter(pk__in=[each.revision.pk for each in ready]).update(approved_go_live_at=None)
    bulk_rows.save_pages([each.page for each in ready])
    bulk_rows.read_about([each.page for each in ready])
    at = database_now()
    shown = [(each.item, _announced(each, at)) for each in ready]
    bulk_rows.log_publishes([(each.page, each.revision) for each in ready])
    return shown


def _locked(items: Iterable[Due], now: datetime) -> list[tuple[Due, Any, Revision]]:
    """Those that nobody holds and that are still due, with the row and the version; no more than one query a type."""
    due = {int(item.object_id): item for item in items}
    rows = Page.objects.filter(pk__in=due).order_by("pk")
    held = {row.pk: row for row in rows.select_for_update(skip_locked=True, of=("self",), no_key=True)}
    usual = {
        pk: row for pk, row in held.items() if is_usual_type(row.specific_class) and row.alias_of_id is None
    }
    revisions = (
        Revision.objects.filter(pk__in=[due[pk].revision_id for pk in usual])
        .order_by("pk")
        .select_for_update(skip_locked=True, of=("self",))
    )
    versions = {int(revision.object_id): revision for revision in revisions}
    chosen = [
        pk
        for pk, row in usual.items()
        if (revision := versions.get(pk)) is not None and _is_usual(row, revision, due[pk], now)
    ]
    special = _special(usual[pk] for pk in chosen)
    return [(due[pk], usual[pk], versions[pk]) for pk in chosen if pk not in special]


def is_usual_type(model: Any) -> bool:
    """Whether pages of that type are saved and checked as Wagtail does it, with nothing added."""
    return (
        model is not None
        and issubclass(model, BasePage)
        and all(getattr(model, name) is stock for name, stock in STOCK.items())
        and bulk_content.can_be_built(model)
    )


def _is_usual(row: Page, revision: Revision, item: Due, now: datetime) -> bool:
    content = revision.content
    return (
        revision.approved_go_live_at == item.due <= now
        and revision.content_type_id == row.content_type_id
        and row.latest_revision_id == revision.pk
        and content.get("slug") == row.slug
        and row.draft_title != ""
        and not content.get("expire_at")
        and not content.get(COMMENTS_RELATION_NAME)
        and "comments" not in content
    )


def _special(rows: Iterable[Page]) -> set[int]:
    """Those with which Wagtail does more than with others."""
    by_key = {row.pk: row for row in rows}
    if not by_key:
        return set()
    texts = [str(pk) for pk in by_key]
    found = {int(pk) for pk in _scheduled_twice(texts)}
    found |= set(Page.objects.filter(alias_of__in=by_key).values_list("alias_of_id", flat=True))
    found |= set(Comment.objects.filter(page__in=by_key).values_list("page_id", flat=True))
    states = WorkflowState.objects.active().filter(object_id__in=texts)
    found |= {int(pk) for pk in states.values_list("object_id", flat=True) if pk.isdigit()}
    roots = set(Site.objects.values_list("root_page__translation_key", flat=True))
    return found | {pk for pk, row in by_key.items() if row.translation_key in roots}


def _scheduled_twice(page_ids: Collection[str]) -> set[str]:
    versions = Revision.page_revisions.filter(object_id__in=page_ids, approved_go_live_at__isnull=False)
    seen: set[str] = set()
    twice: set[str] = set()
    for page_id in versions.values_list("object_id", flat=True):
        (twice if page_id in seen else seen).add(page_id)
    return twice


def _built(locked: Sequence[tuple[Due, Any, Revision]]) -> list[Ready]:
    now = timezone.now()
    for item, _, revision in locked:
        # As cms.publishing.scheduled does.
        revision.content = {**revision.content, "go_live_at": min(item.due, now).isoformat()}
        revision.scheduled_for = item.due
    built = bulk_content.build([(row, revision) for _, row, revision in locked])
    renamed = _renamed([each for each in locked if each[1].pk in built], built)
    return [
        Ready(item, row, revision, built[row.pk])
        for item, row, revision in locked
        if row.pk in built and row.pk not in renamed
    ]


def _renamed(locked: Iterable[tuple[Due, Any, Revision]], built: dict[int, Any]) -> set[int]:
    """Those of which Wagtail would write down that they were renamed, or may: only where a version came before."""
    return {row.pk for _, row, _ in locked if row.title != built[row.pk].title or str(row) != row.title}


def _validated(ready: Sequence[Ready]) -> list[Ready]:
    """Those that may be saved, made live."""
    now = timezone.now()
    taken = _taken_slugs(ready)
    valid = []
    for each in ready:
        page = each.page
        page.live, page.expired, page.has_unpublished_changes = True, False, False
        page.last_published_at = now
        page.live_revision = each.revision
        if page.first_published_at is None:
            page.first_published_at = now
        try:
            page.clean_fields(exclude=bulk_content.chosen_fields(page))
        except ValidationError:
            continue
        if (page.path[: -page.steplen], page.slug) not in taken:
            valid.append(each)
    return valid


def _taken_slugs(ready: Sequence[Ready]) -> set[tuple[str, str]]:
    """Each slug that two pages of one parent have, with the parent's path."""
    steplen = Page.steplen
    wanted = Q()
    for each in ready:
        wanted |= Q(slug=each.page.slug, depth=each.page.depth)
    found = Page.objects.filter(wanted).values_list("pk", "path", "slug") if ready else ()
    own = {each.page.pk: (each.page.path[:-steplen], each.page.slug) for each in ready}
    return {(path[:-steplen], slug) for pk, path, slug in found if own.get(pk) != (path[:-steplen], slug)}


def _announced(ready: Ready, at: datetime) -> Showing:
    """``at``: the time by the database, which whoever listens would ask for."""
    ready.revision.published_at = at
    with showing_held() as showing:
        page_published.send(sender=type(ready.page), instance=ready.page, revision=ready.revision)
        published.send(sender=type(ready.page), instance=ready.page, revision=ready.revision)
    return showing
