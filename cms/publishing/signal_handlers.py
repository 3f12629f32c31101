"""The only receivers of Wagtail's publishing signals. They translate; services act."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    DraftStateMixin,
    Page,
    PageViewRestriction,
    Revision,
    Site,
)
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move, published

from cms.core import references
from cms.core.keys import Key
from cms.core.models import BasePage
from cms.core.moment import database_now
from cms.publishing import services, tasks

# What Wagtail writes to the row when a draft is saved; nothing a reader sees.
DRAFT_FIELDS = frozenset(
    {"latest_revision", "has_unpublished_changes", "draft_title", "latest_revision_created_at", "locked"}
)


def connect() -> None:
    """Connect every receiver; called once, when all apps have registered their kinds."""
    page_published.connect(on_page_published, dispatch_uid="publishing")
    page_unpublished.connect(on_page_unpublished, dispatch_uid="publishing")
    page_slug_changed.connect(on_page_slug_changed, dispatch_uid="publishing")
    post_page_move.connect(on_page_moved, dispatch_uid="publishing")
    published.connect(on_published, dispatch_uid="publishing")
    post_delete.connect(on_page_deleted, sender=Page, dispatch_uid="publishing")
    post_save.connect(on_revision_saved, sender=Revision, dispatch_uid="rehearsal")
    for signal in (post_save, post_delete):
        signal.connect(on_restriction_changed, sender=PageViewRestriction, dispatch_uid="publishing")
        signal.connect(on_collection_restricted, sender=CollectionViewRestriction, dispatch_uid="publishing")
        signal.connect(on_redirect_changed, sender=Redirect, dispatch_uid="publishing")
    post_save.connect(on_collection_saved, sender=Collection, dispatch_uid="publishing")
    post_save.connect(on_site_saved, sender=Site, dispatch_uid="publishing")
    post_delete.connect(on_site_deleted, sender=Site, dispatch_uid="publishing")
    post_save.connect(on_object_saved, dispatch_uid="publishing")
    post_delete.connect(on_object_deleted, dispatch_uid="publishing")


def on_page_published(instance: Page, revision: Revision | None = None, **kwargs: Any) -> None:
    # Wagtail sends the signal when a page is scheduled too, and for aliases of pages that are not live.
    page = instance.specific
    if page.live and isinstance(page, BasePage):
        # The engine says so on the revision it publishes, and may begin early, or only rehearse.
        due = getattr(revision, "scheduled_for", None)
        now = getattr(revision, "published_at", None) or database_now()
        services.page_published(page=page, now=max(now, due) if due else now, due=due)


def on_revision_saved(instance: Revision, *, raw: bool, **kwargs: Any) -> None:
    if not raw and instance.approved_go_live_at is not None:
        tasks.rehearse_after_commit()


def on_page_unpublished(instance: Page, **kwargs: Any) -> None:
    page = instance.specific
    if isinstance(page, BasePage):
        services.page_unpublished(page=page, now=database_now())


def on_page_slug_changed(instance: Page, **kwargs: Any) -> None:
    # Sent after the commit. A live page's new slug came with its publish; this is for a page that is not live but has
    # live pages below it.
    if not instance.live and isinstance(instance, BasePage):
        services.page_moved(page=instance, now=database_now())


def on_page_moved(instance: Page, url_path_before: str, url_path_after: str, **kwargs: Any) -> None:
    page = instance.specific
    if url_path_before != url_path_after and isinstance(page, BasePage):
        services.page_moved(page=page, now=database_now())


def on_page_deleted(instance: Page, **kwargs: Any) -> None:
    services.page_deleted(page=instance, now=database_now())


def on_restriction_changed(instance: PageViewRestriction, **kwargs: Any) -> None:
    services.access_changed(page=instance.page, now=database_now())


def on_collection_restricted(instance: CollectionViewRestriction, **kwargs: Any) -> None:
    services.collection_access_changed(collection=instance.collection, now=database_now())


def on_collection_saved(instance: Collection, *, created: bool, raw: bool, **kwargs: Any) -> None:
    # The admin saves a collection before it moves it, below another whose privacy may differ.
    if not created and not raw:
        services.collection_access_changed(collection=instance, now=database_now())


def on_redirect_changed(instance: Redirect, *, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        services.object_changed(key=Key("redirect", instance.pk), now=database_now())


def on_site_saved(instance: Site, *, raw: bool, **kwargs: Any) -> None:
    if not raw:
        services.site_changed(site=instance, now=database_now())


def on_site_deleted(instance: Site, **kwargs: Any) -> None:
    services.site_changed(site=instance, now=database_now(), deleted=True)


def on_published(instance: Model, **kwargs: Any) -> None:
    """A draftable snippet went live (pages have a signal of their own); its save has recorded the change."""
    if isinstance(instance, DraftStateMixin) and not isinstance(instance, Page) and instance.live:
        services.check_snippet(instance=instance)


def on_object_saved(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    key = key_of(instance)
    saved_fields = set(kwargs["update_fields"] or ())
    only_a_draft = bool(saved_fields) and saved_fields <= DRAFT_FIELDS
    if key is not None and not kwargs["raw"] and not only_a_draft:
        services.object_changed(key=key, also=_touched_by(instance), now=database_now())


def on_object_deleted(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    key = key_of(instance)
    if key is not None:
        services.object_changed(key=key, now=database_now(), deleted=True)


def key_of(instance: Model) -> Key | None:
    """The key of something that pages show, other than pages; None where no page could."""
    if isinstance(instance, Page):
        return None
    if isinstance(instance, get_image_model()):
        return Key("image", instance.pk)
    if isinstance(instance, get_document_model()):
        return Key("document", instance.pk)
    kind = _reference_kind(instance)
    return Key(kind.name, instance.pk) if kind is not None else None


def _touched_by(instance: Model) -> set[Key]:
    kind = _reference_kind(instance)
    return kind.touches(instance) if kind is not None and kind.touches is not None else set()


def _reference_kind(instance: Model) -> references.ReferenceKind | None:
    return next((kind for kind in references.all_kinds() if isinstance(instance, kind.model)), None)
