"""Articles for the benchmarks; import it when Django is set up."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Any

from django.core.management import call_command
from wagtail.models import Page

from bench.content import SECTIONS, TOPICS, paragraphs
from home.services import ensure_site
from tests.factories import medications as make


def make_articles(count: int, *, linked: bool = False) -> list[int]:
    """Migrate, and make so many articles that were never published. Returns their ids.

    ``linked``: every second paragraph leads to the first of them.
    """
    call_command("migrate", verbosity=0)
    ensure_site()
    topics = [make.ConditionFactory() for _ in range(TOPICS)]
    pages: list[int] = []
    for number in range(count):
        texts = paragraphs(pages[0] if linked and pages else None)
        body = [_section(f"Section {part}", texts) for part in range(SECTIONS)]
        page = make.ArticlePageFactory(title=f"Article {number}", live=False, body=body, topics=topics)
        pages.append(page.pk)
    sys.stderr.write(f"{count} pages made\n")
    return pages


def _section(heading: str, texts: list[str]) -> dict[str, Any]:
    content = [make.block("paragraph", text) for text in texts]
    return make.block("section", {"heading": heading, "content": content})


def schedule(page_id: int, due: datetime) -> None:
    page = Page.objects.get(pk=page_id).specific
    page.go_live_at = due
    page.save_revision(approved_go_live_at=due)


def publish(page_ids: list[int]) -> None:
    for page_id in page_ids:
        Page.objects.get(pk=page_id).specific.save_revision().publish()
