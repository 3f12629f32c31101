"""A real browser at the desk of a real server, logged in as somebody who works there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django import Settings
from wagtail.models import GroupPagePermission
from wagtail.models import Page as WagtailPage

from home.services import ensure_site
from home.services.groups import EDITORS, MODERATORS, ensure_groups
from tests.factories.core import restore_tree
from tests.faults.conftest import Workshop
from tests.services import chromium

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE_MS = 60_000
OF_WAGTAIL = {
    EDITORS: ("add_page", "change_page"),
    MODERATORS: ("add_page", "change_page", "publish_page"),
}

# Wagtail scrolls an element within the page, which no screenshot of the whole page opens up. A panel beside a form has
# the height of the window, and is as long as it is.
HIDDEN_BELOW = """() => {
    if (document.querySelector(".form-side--open")) return 0;
    const scrolled = [...document.querySelectorAll("html, body, .wrapper, .content-wrapper, main")];
    return Math.max(...scrolled.map(found => found.scrollHeight - found.clientHeight));
}"""

LogIn = Callable[..., Page]
Picture = Callable[[Page, str], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = [item for item in items if Path(__file__).parent in item.path.parents]
    for item in here:
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.slow)
        item.add_marker(pytest.mark.django_db(transaction=True))
        item.add_marker(pytest.mark.xdist_group("browser"))
        if chromium() is None:
            item.add_marker(pytest.mark.skip(reason="NOT TESTED: no Chromium could be found here"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        # Playwright runs an event loop in this thread, in which Django would refuse the test's own queries.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        running = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        expect.set_options(timeout=PATIENCE_MS)
        yield running
        running.close()


@pytest.fixture
def site(transactional_db: None) -> None:
    """Sections and groups, as after the first migrate; the test before may have emptied the database."""
    restore_tree()
    root = WagtailPage.objects.get(depth=1)
    for name, codenames in OF_WAGTAIL.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        for permission in Permission.objects.filter(codename__in=codenames):
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
    ensure_groups()
    ensure_site()


@pytest.fixture
def log_in(browser: Browser, site: None, live_server: Any, settings: Settings) -> Iterator[LogIn]:
    """``log_in("Moderators")`` opens a desk for a new member of the groups: a page of the browser, nothing loaded yet.

    At the end of the test, the desk must not have asked any other server for anything.
    """
    settings.WAGTAILAPI_BASE_URL = settings.WAGTAILADMIN_BASE_URL = live_server.url
    asked_elsewhere: list[str] = []
    contexts = []

    def desk(*groups: str, **options: Any) -> Page:
        context = browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        context.on("request", lambda request: _note(request.url, live_server.url, asked_elsewhere))
        session = _session_of_a_new_member(groups)
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        return context.new_page()

    yield desk
    for context in contexts:
        for page in context.pages:
            page.wait_for_load_state("networkidle")
        context.close()
    _wait_for_the_server()
    assert asked_elsewhere == []


@pytest.fixture
def workshop(site: None, tmp_path: Path) -> Iterator[Workshop]:
    workshop = Workshop(tmp_path)
    yield workshop
    workshop.end()


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Picture:
    """Keeps a screenshot where ``--screenshots DIR`` asks for them; else does nothing."""
    folder = request.config.getoption("--screenshots")

    def take(page: Page, name: str) -> None:
        if folder is not None:
            page.wait_for_timeout(800)  # until what moves has come to rest
            before = page.viewport_size
            assert before is not None
            page.set_viewport_size(
                {**before, "height": before["height"] + min(page.evaluate(HIDDEN_BELOW), 3000)}
            )
            page.screenshot(path=Path(folder) / f"{name}.png")
            page.set_viewport_size(before)

    return take


def _session_of_a_new_member(groups: tuple[str, ...]) -> str:
    users = get_user_model().objects
    member = users.create_user(f"member{users.count()}", f"member{users.count()}@example.org", "x")
    member.groups.set(Group.objects.filter(name__in=groups))
    client = Client()
    client.force_login(member)
    return client.cookies["sessionid"].value


def _wait_for_the_server() -> None:
    """What a form sent by itself, and nobody waits for any more, would meet a database that is being emptied."""
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(PATIENCE_MS / 1000)
            assert not thread.is_alive(), "the server still works on a request of a browser that is gone"


def _note(url: str, own: str, elsewhere: list[str]) -> None:
    if not url.startswith((own, "data:", "blob:")):
        elsewhere.append(url)
