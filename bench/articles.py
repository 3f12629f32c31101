"""Articles for the benchmarks; import it when Django is set up."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Any

from django.core.management import call_command
from wagtail.models import Page

from bench.content import PARAGRAPH, PARAGRAPHS, SECTIONS, TOPICS
from home.services import ensure_site
from tests.factories import medications as make


def make_articles(count: int) -> list[int]:
    """Migrate, and make so many articles that were never published. Returns their ids."""
    call_command("migrate", verbosity=0)
    ensure_site()
    topics = [make.ConditionFactory() for _ in range(TOPICS)]
    pages = []
    for number in range(count):
        body = [_section(f"Section {part}") for part in range(SECTIONS)]
        page = make.ArticlePageFactory(title=f"Article {number}", live=False, body=body, topics=topics)
        pages.append(page.pk)
    sys.stderr.write(f"{count} pages made\n")
    return pages


def _section(heading: str) -> dict[str, Any]:
    paragraphs = [make.block("paragraph", PARAGRAPH) for _ in range(PARAGRAPHS)]
    return make.block("section", {"heading": heading, "content": paragraphs})


def schedule(page_id: int, due: datetime) -> None:
    page = Page.objects.get(pk=page_id).specific
    page.go_live_at = due
    page.save_revision(approved_go_live_at=due)
