"""Our half of the benchmarks beside stock Wagtail: what to do is the first argument, then a number.

``make COUNT``: pages that are due. ``fill COUNT``: pages that are live, and where they stand. ``singles COUNT``:
publish so many of those that are due, one by one. ``republish COUNT``: so many of those that are live, once more.
``work-off PART``: all that is due, beginning at that part (0 to 1) of the backlog. ``result``: how many are live, and
how often each was published.
"""

import os
import sys
from datetime import UTC, datetime, timedelta


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.local"
    import django

    django.setup()
    what, number = sys.argv[1], float(sys.argv[2])
    verbs = {
        "make": _make,
        "fill": _fill,
        "singles": _singles,
        "republish": _republish,
        "work-off": _work_off,
        "result": _result,
    }
    verbs[what](number)


def _make(count: float) -> None:
    from bench.articles import make_articles, schedule

    due = datetime.now(UTC) - timedelta(minutes=1)
    for page_id in make_articles(int(count)):
        schedule(page_id, due)


def _fill(count: float) -> None:
    from wagtail.models import Page

    from bench.articles import make_articles, publish
    from bench.measuring import tell
    from cms.core.moment import database_now
    from cms.editions.services import render_requested
    from cms.events.services import deliver_due

    pages = make_articles(int(count), linked=True)
    publish(pages)
    while deliver_due(now=database_now()).delivered + render_requested(now=database_now()).done:
        pass
    places = Page.objects.filter(pk__in=pages).order_by("pk").values_list("pk", "url_path")
    tell({pk: f"/{path.split('/', 2)[2]}" for pk, path in places})


def _singles(count: float) -> None:
    from bench.measuring import measure_singles, tell
    from cms.core.moment import database_now
    from cms.publishing.due import due_now
    from cms.publishing.scheduled import run_one

    now = database_now()
    due = due_now(now=now, limit=int(count))
    tell(measure_singles([lambda item=item: run_one(item=item, now=now) for item in due]))  # type: ignore[misc]


def _republish(count: float) -> None:
    from wagtail.models import Page

    from bench.measuring import measure_singles, tell
    from medications.models import ArticlePage

    page_ids = list(ArticlePage.objects.order_by("pk").values_list("pk", flat=True)[: int(count)])
    pages = [Page.objects.get(pk=pk).specific for pk in page_ids]
    revisions = [page.save_revision() for page in pages]
    tell(measure_singles([revision.publish for revision in revisions]))


def _work_off(start: float) -> None:
    from bench.measuring import measure_backlog, tell
    from cms.core.moment import database_now
    from cms.publishing.runner import run_due

    def work_off() -> None:
        while run_due(now=database_now(), start=start).outcomes:
            pass

    tell(measure_backlog(work_off))


def _result(_: float) -> None:
    from wagtail.models import Page, PageLogEntry

    from bench.measuring import tell
    from medications.models import ArticlePage

    pages = ArticlePage.objects.values("pk")
    published = PageLogEntry.objects.filter(action="wagtail.publish.scheduled", page__in=pages)
    tell({"live": Page.objects.filter(live=True, pk__in=pages).count(), "publishes": published.count()})


if __name__ == "__main__":
    main()
