"""Schedules pages in the stock project and times Wagtail's own `publish_scheduled` on them: `COUNT` is the argument."""

import json
import os
import sys
import time
from datetime import UTC, datetime, timedelta


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.stock.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from wagtail.models import Page

    call_command("migrate", verbosity=0)
    _make(int(sys.argv[1]))
    started, cpu = time.perf_counter(), time.process_time()
    call_command("publish_scheduled", verbosity=0)
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    live = Page.objects.filter(live=True, depth=3).count()
    sys.stdout.write(json.dumps({"published": live, "seconds": seconds, "cpu": cpu}) + "\n")


def _make(count: int) -> None:
    from wagtail.models import Page

    from bench.content import PARAGRAPH, SECTIONS
    from bench.stock.pages.models import ArticlePage, PageTopic, Topic

    topics = [Topic._default_manager.create(name=f"Topic {number}") for number in range(3)]
    due = datetime.now(UTC) - timedelta(minutes=1)
    home = Page.objects.get(depth=2)
    section = {"content": [{"type": "paragraph", "value": PARAGRAPH}]}
    for number in range(count):
        body = [
            {"type": "section", "value": {"heading": f"Section {part}", **section}}
            for part in range(SECTIONS)
        ]
        page = home.add_child(
            instance=ArticlePage(
                title=f"Article {number}", summary="What it says.", body=json.dumps(body), live=False
            )
        )
        for topic in topics:
            PageTopic._default_manager.create(page=page, topic=topic)
        page = ArticlePage.objects.get(pk=page.pk)
        page.go_live_at = due
        page.save_revision(approved_go_live_at=due)


if __name__ == "__main__":
    main()
