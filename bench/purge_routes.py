"""Every route by which readers get something else of a page, for bench.purge; import it when Django is set up.

There is no route through an API: nothing can be written there.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import transaction
from wagtail.models import Page, PageViewRestriction

from cms.core.moment import database_now
from cms.releases import services as releases
from tests.factories import medications as make
from tests.varnish import Answer

LIST = "/api/v2/pages/?fields=title&limit=100"
# A clock that publishes early has begun by then.
AHEAD = timedelta(seconds=0.6)
LOOK_EVERY = 0.003
GIVE_UP = 30.0
# So many pages stay hidden for a while.
HIDDEN = 4

IsNew = Callable[[Answer], bool]


@dataclass(frozen=True)
class Change:
    """``committed``: when it had, by the monotonic clock; for what the clock does, when that was first seen in the
    database, up to some ms later. ``looks``: by what is looked at, the address and how a new answer is told.
    """

    route: str
    page_id: int
    committed: float
    looks: dict[str, tuple[str, IsNew]]


@dataclass
class Site:
    """The articles of the benchmark. ``pages``: ids of those that are public; ``hidden``: those that come back next.

    ``wait_for`` a page until nobody looks at its last change any more.
    """

    pages: list[int]
    wait_for: Callable[[int], object]
    hidden: list[tuple[str, int]] = field(default_factory=list)
    number: int = 0

    def __post_init__(self) -> None:
        self._user = get_user_model().objects.create_superuser("bench")
        self._index = _page(self.pages[0]).get_parent()
        # What moves goes below it, and back; it is not changed itself.
        self._elsewhere = self.pages.pop(0)

    def change(self) -> Change:
        """The next of all routes, to the page that was left alone the longest."""
        self.number += 1
        route, name = ROUTES[self.number % len(ROUTES)]
        if len(self.hidden) > HIDDEN and self.number % 2:
            what, page_id = self.hidden.pop(0)
            self.wait_for(page_id)
            return self.open_up(page_id) if what == "privacy" else self.publish(page_id, "published again")
        page_id = self.pages.pop(0)
        self.wait_for(page_id)
        return route(self, page_id, name)

    def publish(self, page_id: int, name: str) -> Change:
        page = self._retitled(page_id)
        with transaction.atomic():
            page.save_revision().publish()
        return self._shown(name, page)

    def schedule(self, page_id: int, name: str) -> Change:
        page = self._retitled(page_id)
        page.go_live_at = database_now() + AHEAD
        page.save_revision(approved_go_live_at=page.go_live_at)
        _until_titled(page)
        return self._shown(name, page)

    def release(self, page_id: int, name: str) -> Change:
        page, now = self._retitled(page_id), database_now()
        page.save_revision()
        release = releases.create(title=f"Release {self.number}", user=self._user, now=now)
        releases.add(release=release, instance=page, user=self._user, now=now)
        releases.publish_now(release=release, time_zone="Europe/London", user=self._user, now=database_now())
        _until_titled(page)
        return self._shown(name, page)

    def command(self, page_id: int, name: str) -> Change:
        """Whether the command is first or a clock that woke up, is theirs to find out."""
        page = self._retitled(page_id)
        due = database_now()
        page.go_live_at = due
        page.save_revision(approved_go_live_at=due)
        call_command("publish_scheduled", stdout=io.StringIO())
        _until_titled(page)
        return self._shown(name, page)

    def move(self, page_id: int, name: str) -> Change:
        page = Page.objects.get(pk=page_id)
        there = page.get_parent().pk == self._elsewhere
        target = Page.objects.get(pk=self._index.pk if there else self._elsewhere)
        with transaction.atomic():
            page.move(target, pos="last-child")
        committed = time.monotonic()
        path = _path(page_id)
        self.pages.append(page_id)
        return Change(
            name, page_id, committed, self._looks(page_id, path, lambda answer: path in _text(answer))
        )

    def unpublish(self, page_id: int, name: str) -> Change:
        page, path = _page(page_id), _path(page_id)
        with transaction.atomic():
            page.unpublish()
        return self._gone(name, page_id, path)

    def delete(self, page_id: int, name: str) -> Change:
        page, path = _page(page_id), _path(page_id)
        with transaction.atomic():
            page.delete()
        return self._gone(name, page_id, path)

    def restrict(self, page_id: int, name: str) -> Change:
        page, path = _page(page_id), _path(page_id)
        with transaction.atomic():
            PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
        return self._gone(name, page_id, path)

    def open_up(self, page_id: int) -> Change:
        restriction = PageViewRestriction.objects.get(page_id=page_id)
        with transaction.atomic():
            restriction.delete()
        return self._shown("privacy taken back", _page(page_id))

    def publish_new(self, page_id: int, name: str) -> Change:
        """In the place of those that are deleted."""
        self.pages.append(page_id)
        page: Any = make.ArticlePageFactory(title=f"New, version {self.number}.", live=False)
        with transaction.atomic():
            page.save_revision().publish()
        return self._shown(name, page)

    def _retitled(self, page_id: int) -> Any:
        page = _page(page_id)
        page.title = f"Article {page_id}, version {self.number}."
        return page

    def _shown(self, name: str, page: Any) -> Change:
        committed = time.monotonic()
        title = page.title
        self.pages.append(page.pk)
        looks = self._looks(page.pk, _path(page.pk), lambda answer: title in _text(answer))
        return Change(name, page.pk, committed, looks)

    def _gone(self, name: str, page_id: int, path: str) -> Change:
        committed = time.monotonic()
        if name != "delete":
            self.hidden.append((name, page_id))
        looks = self._looks(page_id, path, lambda answer: answer.status in {404, 410})
        # By its number: the title of one page may be the beginning of another's.
        looks["list"] = (
            LIST,
            lambda answer: answer.status == 200 and f'"id":{page_id},' not in _text(answer),
        )
        return Change(name, page_id, committed, looks)

    def _looks(self, page_id: int, path: str, is_new: IsNew) -> dict[str, tuple[str, IsNew]]:
        return {
            "page": (f"/api/v2/pages/{page_id}/", is_new),
            "by-path": (f"/api/v2/pages/by-path/?path={path}", is_new),
            "list": (LIST, is_new),
        }


ROUTES: tuple[tuple[Callable[[Site, int, str], Change], str], ...] = (
    (Site.publish, "button"),
    (Site.schedule, "schedule"),
    (Site.unpublish, "unpublish"),
    (Site.release, "release"),
    (Site.move, "move"),
    (Site.command, "command"),
    (Site.restrict, "privacy"),
    (Site.publish_new, "first publish"),
    (Site.delete, "delete"),
)


def _page(page_id: int) -> Any:
    return Page.objects.get(pk=page_id).specific


def _path(page_id: int) -> str:
    """On the site, of which all pages are."""
    url_path: str = Page.objects.values_list("url_path", flat=True).get(pk=page_id)
    return "/" + url_path.split("/", 2)[2]


def _text(answer: Answer) -> str:
    return answer.content.decode() if answer.status == 200 else ""


def _until_titled(page: Any) -> None:
    """The clock has published it."""
    ends = time.monotonic() + GIVE_UP
    while not Page.objects.filter(pk=page.pk, title=page.title).exists():
        if time.monotonic() > ends:
            raise TimeoutError(f"{page.title} has not gone live")
        time.sleep(LOOK_EVERY)
