"""A release of hundreds through the pages API: all of it at its instant, or nothing.

    python -m bench.release --pages 500

Readers ask for the list and for single pages every ten milliseconds, from before the release's time until after it.
Then a second release, in which the item in the middle can't go out: nobody may see any of it, the release says which
and why, and after the fix a retry lets all of it out. PostgreSQL by DATABASE_URL, REDIS_URL. Results: var/bench.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench import plots, site
from bench.counting import Readers, is_mixed, wait_until

WATCH_FROM = 2.0
WATCH_UNTIL = 2.0
LONGEST_BLOCKING = 900.0


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--whole-only", action="store_true", help="without the release that fails")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        site.choose_database(folder, name="release")
        from django.contrib.auth.models import User

        from bench.articles import make_articles

        pages = make_articles(options.pages)
        user = User.objects.create_superuser("editor", "editor@example.com")
        with site.running(folder) as port:
            begun = datetime.now(UTC)
            words, is_well = _whole(pages, user, port=port, begun=begun)
            # At once: the second half takes minutes.
            sys.stderr.write(f"{words[0]}\n")
            if not options.whole_only:
                more, is_well_too = _failing(pages, user, port=port)
                words, is_well = [*words, *more], is_well and is_well_too
    site.save("release", "\n".join(words))
    return 0 if is_well else 1


def _whole(pages: list[int], user: Any, *, port: int, begun: datetime) -> tuple[list[str], bool]:
    from cms.core.moment import database_now
    from cms.releases import early

    release = _release(pages, user)
    ready = max(database_now(), begun + timedelta(seconds=site.WARM_UP))
    due = ready + early.lead(release, len(pages)) + timedelta(seconds=5)
    _schedule(release, user, due)
    sys.stderr.write(f"due in {(due - database_now()).total_seconds():.0f} s\n")
    wait_until(due - timedelta(seconds=WATCH_FROM))
    with Readers(port, _paths(pages), len(pages)) as readers:
        wait_until(due + timedelta(seconds=WATCH_UNTIL))
        while readers.first_complete() is None and datetime.now(UTC) < due + timedelta(seconds=600):
            wait_until(datetime.now(UTC) + timedelta(seconds=1))
    return _judge(f"release of {len(pages)}, {site.where()}", readers, due)


def _judge(what: str, readers: Readers, due: datetime) -> tuple[list[str], bool]:
    complete = readers.first_complete()
    early = [count for count in readers.counts if count.there and count.known < due]
    between = readers.between()
    late = None if complete is None else (complete - due).total_seconds()
    points = [((count.known - due).total_seconds(), count.there) for count in readers.in_order()]
    plots.steps("release", title=what, points=[point for point in points if abs(point[0]) < 2] or points)
    words = (
        f"{what}: {len(readers.counts)} answers, {len(early)} early, {len(between)} between 0 and all"
        f"{', of none after all' if is_mixed(readers.counts) else ''}; first seen "
        + ("never" if late is None else f"{late * 1000:.0f} ms after its time")
    )
    return [words], late is not None and not (early or between or is_mixed(readers.counts))


def _failing(pages: list[int], user: Any, *, port: int) -> tuple[list[str], bool]:
    """A second version of each, one of them with an address that somebody takes before the time comes."""
    from cms.core.moment import database_now
    from cms.publishing import jobs
    from cms.releases.models import ReleaseItem, ReleaseState

    middle = len(pages) // 2
    _draft_second_versions(pages, taken=pages[middle])
    release = _release(pages, user, title="Second")
    due = database_now() + timedelta(seconds=5)
    _schedule(release, user, due)
    in_the_way = _take_the_address(pages[middle])
    shown, job = _wait_until_blocked(pages)
    if job is None:
        return [f"with item {middle} failing: not blocked within {LONGEST_BLOCKING:.0f} s"], False
    blocked_after = (datetime.now(UTC) - due).total_seconds()
    named = ReleaseItem.objects.filter(release=release).exclude(problems=[]).values_list("title", flat=True)
    told = ", ".join(named)
    in_the_way.delete()
    jobs.retry(job=job, now=database_now())
    after, took = _wait_until_shown(pages)
    release.refresh_from_db()
    failing = (
        f"with item {middle} failing: {shown} of it seen, blocked {blocked_after:.0f} s after its time; "
        f"named: {told}; told: {job.error}"
    )
    mended = f"after the fix, Retry: {after} of {len(pages)} at once, {took:.1f} s later; now {release.state}"
    is_well = not shown and bool(told) and after == len(pages) and release.state == ReleaseState.PUBLISHED
    return [failing, mended], is_well


def _draft_second_versions(pages: list[int], *, taken: int) -> None:
    from wagtail.models import Page

    for pk in pages:
        page = Page.objects.get(pk=pk).specific
        page.title = f"Second: {page.title}"
        page.slug = "taken" if pk == taken else page.slug
        page.save_revision()


def _second_versions_shown(pages: list[int]) -> int:
    from cms.editions.models import Edition

    shown = Edition.objects.filter(page_id__in=pages, valid_to=None, content__contains="Second: ")
    return shown.count()


def _wait_until_blocked(pages: list[int]) -> tuple[int, Any]:
    """How many second versions were ever seen meanwhile, and the job; None if it was not blocked in time."""
    from cms.publishing.models import JobKind, JobState, PublishJob

    blocked = PublishJob.objects.filter(kind=JobKind.RELEASE, state=JobState.BLOCKED)
    shown, ends = 0, time.monotonic() + LONGEST_BLOCKING
    while (job := blocked.first()) is None and time.monotonic() < ends:
        shown = max(shown, _second_versions_shown(pages))
        time.sleep(0.1)
    return shown, job


def _wait_until_shown(pages: list[int]) -> tuple[int, float]:
    """How many there were when there were any, and after how many seconds."""
    began = time.monotonic()
    while not (shown := _second_versions_shown(pages)) and time.monotonic() < began + LONGEST_BLOCKING:
        time.sleep(0.02)
    return shown, time.monotonic() - began


def _take_the_address(page_id: int) -> Any:
    from wagtail.models import Page

    from tests.factories import medications as make

    parent = Page.objects.get(pk=page_id).get_parent().specific
    return make.publish(make.ArticlePageFactory(title="In the way", slug="taken", parent=parent))


def _release(pages: list[int], user: Any, *, title: str = "Spring update") -> Any:
    from wagtail.models import Page

    from cms.core.moment import database_now
    from cms.releases import services

    now = database_now()
    release = services.create(title=title, user=user, now=now)
    for pk in pages:
        page = Page.objects.get(pk=pk).specific
        if page.get_latest_revision() is None:
            page.save_revision()
        services.add(release=release, instance=page, user=user, now=now)
    return release


def _schedule(release: Any, user: Any, due: datetime) -> None:
    from cms.core.moment import database_now
    from cms.releases import services

    services.schedule(release=release, go_live_at=due, time_zone="UTC", user=user, now=database_now())


def _paths(pages: list[int]) -> list[str]:
    from wagtail.models import Page

    chosen = [pages[0], pages[len(pages) // 2], pages[-1]]
    home = Page.objects.get(depth=2, sites_rooted_here__is_default_site=True).url_path
    return [
        f"/{path.removeprefix(home)}"
        for path in Page.objects.filter(pk__in=chosen).values_list("url_path", flat=True)
    ]


if __name__ == "__main__":
    sys.exit(main())
