"""Creating the pages and publishing them by the ordinary way."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.apps import apps
from wagtail.models import Page

from medications.demo.known import Known
from medications.demo.markup import on_one_line
from medications.demo.pages import PAGES
from medications.demo.texts import PageText

_NAMESPACE = UUID("6f1c5f0e-9a0e-4d43-8a55-0c0f2f4f6f3a")


def translation_key_of(text: PageText) -> UUID:
    """By this key a demonstration page is found wherever an editor has moved it."""
    return uuid5(_NAMESPACE, text.path)


def demonstration_pages() -> Any:
    """QuerySet of the pages of the demonstration that are there, live or not."""
    return Page.objects.filter(translation_key__in=map(translation_key_of, PAGES))


def create_drafts(known: Known, *, home: Page) -> list[tuple[PageText, Page]]:
    """Create all pages before any has content, so that texts can link to pages that come later."""
    for section in home.get_children():
        known.remember("page", section.slug, section.pk)
    known.remember("page", "", home.pk)
    return [(text, _create_draft(text, known)) for text in PAGES]


def publish(
    text: PageText, page: Page, known: Known, *, editor: Any, go_live_at: datetime | None = None
) -> None:
    """Give a draft its content and publish it, or schedule it for ``go_live_at``.

    Raises ``PublishRefused`` where a rule is broken.
    """
    # Afresh: what was read before pages were added below it has forgotten them.
    page = type(page)._default_manager.get(pk=page.pk)
    known.fill(page, on_one_line(text.fields))
    known.add_rows(page, on_one_line(text.rows))
    page.go_live_at = go_live_at
    page.save_revision(user=editor, log_action=True).publish(user=editor)


def _create_draft(text: PageText, known: Known) -> Page:
    page = apps.get_model(text.model)(
        title=text.title,
        slug=text.slug,
        live=False,
        translation_key=translation_key_of(text),
        first_published_at=text.published,
    )
    parent = Page.objects.get(pk=known.id_of("page", text.parent_path))
    parent.add_child(instance=page)
    known.remember("page", text.path, page.pk)
    return page
