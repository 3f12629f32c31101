"""Fixtures that every kind of test may use."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import caches
from django.db import connection
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker, Settings

from config.env import env
from tests import one_database

# The same examples on every run, so that a change is judged by what it changed; `--hypothesis-profile explore` looks
# for new ones.
hypothesis_settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis_settings.register_profile("explore", max_examples=5_000, deadline=None)
hypothesis_settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--screenshots", metavar="DIR", help="keep pictures of what the browser tests see in DIR"
    )
    parser.addoption(
        "--cluster", metavar="DIR", help="the PostgreSQL server made there (tests/cluster.py) may be stopped"
    )
    parser.addoption("--fuzz-cases", type=int, metavar="N", help="how much to ask the API for (`make fuzz`)")
    parser.addoption("--fuzz-seed", type=int, default=1, metavar="N", help="of what is asked for")
    parser.addoption("--long", action="store_true", help="run the tests that are marked long, too")
    parser.addoption(
        one_database.OPTION, action="store_true", help="leave out what says the same on every database"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests of one server's own behaviour run where that server is; long ones where they are asked for."""
    if not config.getoption("--long"):
        items[:] = [item for item in items if not item.get_closest_marker("long")]
    if config.getoption(one_database.OPTION):
        items[:] = [item for item in items if not one_database.says_the_same_everywhere(item)]
    if config.getoption("--cluster"):
        from tests.faults import ledger

        config.pluginmanager.register(ledger)
    absent = {"postgresql": connection.vendor != "postgresql", "redis": env.redis_url is None}
    for item in items:
        for marker, is_absent in absent.items():
            if is_absent and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=f"runs where {marker} is"))


@pytest.fixture(autouse=True)
def _empty_caches() -> Iterator[None]:
    """What one test cached, the next one must not see."""
    yield
    for cache in caches.all(initialized_only=True):
        cache.clear()


@pytest.fixture(autouse=True)
def _own_media(settings: Settings, tmp_path: Path) -> None:
    """Uploads go to the test's own folder."""
    settings.MEDIA_ROOT = str(tmp_path / "media")


@pytest.fixture
def unvouched_site(db: None) -> Iterator[None]:
    """An empty site, read by a process that has just begun; for tests that commit."""
    from cms.editions import vouched
    from home.services import ensure_site
    from tests.factories.core import restore_tree

    restore_tree()
    ensure_site()
    vouched.forget()
    yield
    vouched.forget()


@pytest.fixture
def redis_url() -> str:
    """The Redis that this run may empty; only for tests marked `redis`."""
    assert env.redis_url, "mark the test with @pytest.mark.redis"
    return env.redis_url


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Every database begins with a site, and nothing left to do: making one takes longer than most tests.

    A test that is about making it calls `tests.factories.core.unmake_site` first; one that empties the tables leaves
    none (`tests.factories.core.restore_tree`).
    """
    from cms.editions.services import render_requested
    from cms.events.services import deliver_due
    from home.services import ensure_site

    with django_db_blocker.unblock():
        ensure_site()
        now = dt.datetime.now(dt.UTC)
        deliver_due(now=now)
        render_requested(now=now)
