"""An editorial team that schedules, moves, cancels and edits at random, and keeps a book of what it was told was done.

What ends in an error of the database may have been done or not: it is looked up as soon as the database answers.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from wagtail.models import Page, Revision

from cms.core.locking import limit_lock_waits, lock_pages
from cms.core.moment import database_now
from cms.releases import services as releases
from cms.releases.models import Release, ReleaseState
from home.models import StandardPage
from tests.scheduling import a_page, empty_heading, schedule

PAGES = 60
LONGEST_AHEAD = 25.0


@dataclass
class Entry:
    """One version scheduled for one instant. ``until``: when it was taken back or replaced, if it was. ``is_unsure``:
    whether it was nobody can tell, because the database died when it was asked to."""

    page: int
    revision: int
    due: datetime
    is_bad: bool = False
    until: datetime | None = None
    is_unsure: bool = False


@dataclass
class Team:
    chance: random.Random
    user: Any
    pages: list[int] = field(default_factory=list)
    book: dict[tuple[int, datetime], Entry] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    at: int = 0

    def begin(self) -> None:
        self.pages = [a_page(f"Page {number}").pk for number in range(PAGES)]

    def act(self) -> None:
        """One thing at random. Raises what the database raises."""
        actions = {
            self.schedule: 30,
            self.cancel: 10,
            self.move: 10,
            self.edit: 15,
            self.publish_now: 5,
            self.expire: 5,
            self.release: 6,
            self.cancel_release: 2,
            self.move_release: 2,
        }
        action = self.chance.choices(list(actions), list(actions.values()))[0]
        if action():
            self.done[action.__name__] += 1

    def schedule(self) -> bool:
        """The latest version, in the place of what was scheduled before; now and then one that can't be published."""
        is_bad = self.chance.random() < 0.05
        with transaction.atomic():
            page = self._some_page()
            page.title = f"{page.title.split(',')[0]}, {self.chance.random():.6f}"
            page.body = empty_heading() if is_bad else [("paragraph", "<p>Apply it thinly.</p>")]
            page.expire_at = None
            due = self._soon()
            self._take_back(page)
            Revision.objects.for_instance(page).update(approved_go_live_at=None)
            revision = schedule(page, due)
        self.book[revision.pk, due] = Entry(page.pk, revision.pk, due, is_bad)
        return True

    def cancel(self) -> bool:
        with transaction.atomic():
            page = self._some_page()
            taken = self._take_back(page)
            Revision.objects.for_instance(page).update(approved_go_live_at=None)
        return taken

    def move(self) -> bool:
        with transaction.atomic():
            page = self._some_page()
            revision = Revision.objects.for_instance(page).filter(approved_go_live_at__isnull=False).first()
            if revision is None:
                return False
            self._take_back(page)
            due = self._soon()
            is_bad = self.book[revision.pk, revision.approved_go_live_at].is_bad
            Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=due)
        self.book[revision.pk, due] = Entry(page.pk, revision.pk, due, is_bad)
        return True

    def edit(self) -> bool:
        with transaction.atomic():
            page = self._some_page()
            page.title += "."
            page.save_revision()
        return True

    def publish_now(self) -> bool:
        """An urgent fix: what is scheduled stays scheduled."""
        with transaction.atomic():
            page = self._some_page()
            page.go_live_at = None
            page.expire_at = None
            page.body = [("paragraph", "<p>Stop using it.</p>")]
            page.save_revision().publish(user=self.user)
        return True

    def expire(self) -> bool:
        with transaction.atomic():
            page = self._some_page()
            return bool(StandardPage.objects.filter(pk=page.pk, live=True).update(expire_at=self._soon()))

    def release(self) -> bool:
        now = database_now()
        with transaction.atomic():
            limit_lock_waits("10s")
            release = releases.create(title=f"Release {self.chance.random():.6f}", user=self.user, now=now)
            for pk in self.chance.sample(self.pages, self.chance.randint(2, 8)):
                page = StandardPage.objects.get(pk=pk).get_latest_revision_as_object()
                page.title += "!"
                page.body = [("paragraph", "<p>All at once.</p>")]
                page.go_live_at = page.expire_at = None
                page.save_revision()
                instance = StandardPage.objects.get(pk=pk)
                releases.add(release=release, instance=instance, user=self.user, now=now)
            due = self._soon()
            releases.schedule(release=release, go_live_at=due, time_zone="UTC", user=self.user, now=now)
        return True

    def cancel_release(self) -> bool:
        release = self._some_release()
        return release is not None and releases.cancel(release=release, user=self.user)

    def move_release(self) -> bool:
        release = self._some_release()
        if release is None:
            return False
        try:
            releases.schedule(
                release=release, go_live_at=self._soon(), time_zone="UTC", user=self.user, now=database_now()
            )
        except releases.ReleaseRefused:
            return False
        return True

    def reconcile(self) -> None:
        """After an error nobody knows what was committed: what is scheduled and not in the book is put there, and of
        the page that was acted on, what the book takes for scheduled and is not."""
        standing = {
            (pk, due): int(object_id)
            for pk, due, object_id in Revision.objects.filter(approved_go_live_at__isnull=False).values_list(
                "pk", "approved_go_live_at", "object_id"
            )
        }
        for (pk, due), object_id in standing.items():
            self.book.setdefault((pk, due), Entry(object_id, pk, due, is_bad=True)).until = None
        for key, entry in self.book.items():
            if entry.page == self.at and entry.until is None and key not in standing:
                entry.is_unsure = True

    def _take_back(self, page: StandardPage) -> bool:
        """Write into the book that the page's schedule ends with the caller's transaction, which has locked it."""
        now = database_now()
        standing = Revision.objects.for_instance(page).filter(approved_go_live_at__isnull=False)
        keys = list(standing.values_list("pk", "approved_go_live_at"))
        entries = [self.book[key] for key in keys if key in self.book]

        def write() -> None:
            for entry in entries:
                entry.until = now

        transaction.on_commit(write)
        return bool(keys)

    def _some_page(self) -> StandardPage:
        limit_lock_waits("10s")
        self.at = pk = self.chance.choice(self.pages)
        lock_pages(Page.objects.filter(pk=pk))
        page: StandardPage = StandardPage.objects.get(pk=pk).get_latest_revision_as_object()
        return page

    def _some_release(self) -> Release | None:
        scheduled = list(Release.objects.filter(state=ReleaseState.SCHEDULED))
        return self.chance.choice(scheduled) if scheduled else None

    def _soon(self) -> datetime:
        return database_now() + timedelta(seconds=1 + self.chance.random() * LONGEST_AHEAD)
