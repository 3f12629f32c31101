"""Schedules articles and times how they are published by one process: `COUNT` is the argument."""

import json
import os
import sys
import time
from datetime import UTC, datetime, timedelta


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.local"
    import django

    django.setup()
    from wagtail.models import Page

    from bench.articles import make_articles, schedule
    from cms.core.moment import database_now
    from cms.publishing.runner import run_due

    due = datetime.now(UTC) - timedelta(minutes=1)
    pages = make_articles(int(sys.argv[1]))
    for page_id in pages:
        schedule(page_id, due)
    started, cpu = time.perf_counter(), time.process_time()
    while run_due(now=database_now()).has_progressed:
        pass
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    live = Page.objects.filter(live=True, pk__in=pages).count()
    sys.stdout.write(json.dumps({"published": live, "seconds": seconds, "cpu": cpu}) + "\n")


if __name__ == "__main__":
    main()
