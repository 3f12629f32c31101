"""The stock project's half of the throughput benchmark; its arguments are those of ``bench.ours``."""

import json
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.stock.settings"
    import django

    django.setup()
    what, number = sys.argv[1], float(sys.argv[2])
    verbs = {"make": _make, "fill": _fill, "singles": _singles, "work-off": _work_off, "result": _result}
    verbs[what](number)


def _singles(count: float) -> None:
    from wagtail.models import Revision

    from bench.measuring import measure_singles, tell

    due = Revision.objects.filter(approved_go_live_at__lt=datetime.now(UTC)).order_by("approved_go_live_at")
    # As `publish_scheduled` does it.
    action = "wagtail.publish.scheduled"
    tell(measure_singles([lambda row=row: row.publish(log_action=action) for row in due[: int(count)]]))  # type: ignore[misc]


def _work_off(_: float) -> None:
    from django.core.management import call_command

    from bench.measuring import measure_backlog, tell

    tell(measure_backlog(lambda: call_command("publish_scheduled", verbosity=0)))


def _result(_: float) -> None:
    from wagtail.models import Page, PageLogEntry

    from bench.measuring import tell

    published = PageLogEntry.objects.filter(action="wagtail.publish.scheduled")
    tell({"live": Page.objects.filter(live=True, depth=3).count(), "publishes": published.count()})


def _make(count: float) -> None:
    due = datetime.now(UTC) - timedelta(minutes=1)
    for page in _articles(int(count), live=False, linked=False):
        page.go_live_at = due
        page.save_revision(approved_go_live_at=due)


def _fill(count: float) -> None:
    from bench.measuring import tell

    tell({page.pk: page.slug for page in _articles(int(count), live=True, linked=True)})


def _articles(count: int, *, live: bool, linked: bool) -> Iterator[Any]:
    from django.core.management import call_command
    from wagtail.models import Page

    from bench.content import SECTIONS, TOPICS, paragraphs
    from bench.stock.pages.models import ArticlePage, PageTopic, Topic

    call_command("migrate", verbosity=0)
    topics = [Topic._default_manager.create(name=f"Topic {number}") for number in range(TOPICS)]
    home = Page.objects.get(depth=2)
    first = None
    for number in range(count):
        content = [{"type": "paragraph", "value": text} for text in paragraphs(first if linked else None)]
        body = [
            {"type": "section", "value": {"heading": f"Section {part}", "content": content}}
            for part in range(SECTIONS)
        ]
        article = ArticlePage(
            title=f"Article {number}", summary="What it says.", body=json.dumps(body), live=live
        )
        page = home.add_child(instance=article)
        first = first or page.pk
        for topic in topics:
            PageTopic._default_manager.create(page=page, topic=topic)
        yield ArticlePage.objects.get(pk=page.pk)


if __name__ == "__main__":
    main()
