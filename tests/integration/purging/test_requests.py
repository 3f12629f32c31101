"""What is owed to caches: one request for several events, each cache for itself, until it answers, and once more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from cms.core.keys import EVERY_ANSWER, page_key
from cms.events import services as events
from cms.events.models import Delivery, EventKind
from cms.purging import chore, services
from cms.purging.caches.varnish import Varnish
from cms.purging.invariants import caches_are_purged
from cms.purging.models import PurgeRequest
from cms.purging.services import LEASE, SECOND_AFTER, Purges
from tests.integration.purging.conftest import Recorder

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
UseVarnish = Callable[..., None]


@pytest.fixture(autouse=True)
def _nothing_owed() -> None:
    Delivery.objects.all().delete()


def published(page_id: int) -> None:
    key = page_key(page_id)
    events.record(kind=EventKind.PAGE_PUBLISHED, subject=key, keys={key}, now=NOW)


def asked(recorder: Recorder) -> list[list[str]]:
    return [request.headers["xkey"].split(" ") for request in recorder.asked]


def deliver(now: dt.datetime = NOW) -> None:
    assert not events.deliver_due(now=now).failed


def test_several_events_are_one_request(use_varnish: UseVarnish, recorder: Recorder) -> None:
    use_varnish(recorder.url)
    for page_id in (1, 2, 3):
        published(page_id)
    deliver()
    assert recorder.asked == [], "a cache that is slow must not hold up other consumers"
    assert services.purge_due(now=NOW) == Purges(done=1)
    assert recorder.asked[0].method == "PURGE"
    assert sorted(asked(recorder)[0]) == ["event", "page-1", "page-2", "page-3"]
    assert len(recorder.asked) == 1


def test_a_request_holds_no_more_keys_than_the_cache_takes(
    use_varnish: UseVarnish, recorder: Recorder
) -> None:
    use_varnish(recorder.url)
    services.request(keys=[f"page-{number}" for number in range(400)], now=NOW)
    services.purge_due(now=NOW)
    assert [len(keys) for keys in asked(recorder)] == [150, 150, 100]
    assert len({key for keys in asked(recorder) for key in keys}) == 400


def test_everything_goes_before_anything(use_varnish: UseVarnish, recorder: Recorder) -> None:
    use_varnish(recorder.url)
    services.request(keys=["page-1"], now=NOW)
    services.request(keys=[EVERY_ANSWER], now=NOW)
    services.purge_due(now=NOW)
    assert asked(recorder) == [[EVERY_ANSWER]]


def test_it_is_done_again_a_little_later_and_then_forgotten(
    use_varnish: UseVarnish, recorder: Recorder
) -> None:
    use_varnish(recorder.url)
    services.request(keys=["page-1"], now=NOW)
    services.purge_due(now=NOW)
    assert services.purge_due(now=NOW + SECOND_AFTER - SECOND) == Purges()
    assert services.purge_due(now=NOW + SECOND_AFTER) == Purges(done=1)
    assert asked(recorder) == [["page-1"], ["page-1"]]
    assert not PurgeRequest.objects.exists()


def test_a_cache_that_refuses_is_tried_again_with_growing_pauses(
    use_varnish: UseVarnish, recorder: Recorder
) -> None:
    use_varnish(recorder.url)
    recorder.status = 503
    services.request(keys=["page-1"], now=NOW)
    moment, pauses = NOW, []
    for _ in range(9):
        assert services.purge_due(now=moment) == Purges(failed=1)
        row = PurgeRequest.objects.get()
        pauses.append((row.next_try_at - moment).total_seconds())
        moment = row.next_try_at
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert "503" in PurgeRequest.objects.get().last_error
    recorder.status = 200
    assert services.purge_due(now=moment) == Purges(done=1)
    assert PurgeRequest.objects.get().last_error == ""


def test_a_cache_out_of_reach_is_left_alone_until_the_next_try(
    use_varnish: UseVarnish, recorder: Recorder
) -> None:
    """Each try may take seconds, and editors go on publishing."""
    use_varnish(recorder.url)
    recorder.status = 503
    services.request(keys=["page-1"], now=NOW)
    services.purge_due(now=NOW)
    services.request(keys=["page-2"], now=NOW)
    assert services.purge_due(now=NOW) == Purges()
    recorder.status = 200
    assert services.purge_due(now=NOW + SECOND) == Purges(done=2)
    assert sorted(asked(recorder)[-1]) == ["page-1", "page-2"]


def test_one_cache_that_is_away_does_not_keep_the_others_from_being_purged(
    use_varnish: UseVarnish, recorder: Recorder
) -> None:
    use_varnish("http://127.0.0.1:9", recorder.url)
    services.request(keys=["page-1"], now=NOW)
    assert services.purge_due(now=NOW) == Purges(done=1, failed=1)
    assert asked(recorder) == [["page-1"]]
    assert PurgeRequest.objects.get(again=False).cache == "varnish http://127.0.0.1:9"


def test_what_a_worker_took_and_never_finished_is_done_by_another(
    use_varnish: UseVarnish, recorder: Recorder
) -> None:
    use_varnish(recorder.url)
    services.request(keys=["page-1"], now=NOW)
    assert services._take(f"varnish {recorder.url}", now=NOW, lag=dt.timedelta(0))
    assert services.purge_due(now=NOW + SECOND) == Purges()
    assert services.purge_due(now=NOW + LEASE) == Purges(done=1)


@pytest.mark.usefixtures("_purging_is_told")
def test_without_caches_nothing_is_owed() -> None:
    published(1)
    deliver()
    assert not PurgeRequest.objects.exists()


def test_a_process_that_knows_no_caches_delivers_nothing_to_purging() -> None:
    published(1)
    assert not Delivery.objects.filter(consumer="purging").exists()


def test_what_was_owed_to_a_cache_that_is_gone_is_forgotten(
    use_varnish: UseVarnish, recorder: Recorder
) -> None:
    use_varnish("http://127.0.0.1:9")
    services.request(keys=["page-1"], now=NOW)
    use_varnish(recorder.url)
    services.purge_due(now=NOW + dt.timedelta(minutes=59))
    assert PurgeRequest.objects.count() == 1, "another release may know it"
    services.purge_due(now=NOW + dt.timedelta(minutes=61))
    assert not PurgeRequest.objects.exists()


def test_no_transaction_is_open_while_a_cache_is_asked(
    use_varnish: UseVarnish, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_varnish(recorder.url)
    services.request(keys=["page-1"], now=NOW)
    depths = []
    outside = len(connection.savepoint_ids)

    def purge(cache: Varnish, keys: list[str]) -> None:
        depths.append(len(connection.savepoint_ids))

    monkeypatch.setattr(Varnish, "purge", purge)
    services.purge_due(now=NOW)
    assert depths == [outside]


def test_the_check_of_the_schedule_names_a_cache_that_is_behind(use_varnish: UseVarnish) -> None:
    use_varnish("http://127.0.0.1:9")
    services.request(keys=["page-1"], now=NOW)
    services.purge_due(now=NOW)
    later = NOW + dt.timedelta(minutes=2)
    assert list(caches_are_purged(NOW + SECOND, SECOND)) == []
    (finding,) = caches_are_purged(later, SECOND)
    assert "varnish http://127.0.0.1:9 is owed 1 purges" in finding
    assert "ConnectionRefusedError" in finding


def test_an_operator_purges_everything_or_some_keys(
    use_varnish: UseVarnish, recorder: Recorder, capsys: pytest.CaptureFixture[str]
) -> None:
    use_varnish(recorder.url)
    call_command("purge_caches")
    call_command("purge_caches", "page-1", "page-2")
    assert asked(recorder) == [[EVERY_ANSWER], ["page-1", "page-2"]]
    assert f"varnish {recorder.url}: nothing owed" in capsys.readouterr().out


def test_an_operator_is_told_what_could_not_be_purged(
    use_varnish: UseVarnish, capsys: pytest.CaptureFixture[str]
) -> None:
    use_varnish("http://127.0.0.1:9")
    with pytest.raises(CommandError, match="tried again"):
        call_command("purge_caches")
    call_command("purge_caches", "--status")
    assert "varnish http://127.0.0.1:9: 1 owed" in capsys.readouterr().out


def test_an_operator_without_caches_is_told_so(settings: Settings) -> None:
    with pytest.raises(CommandError, match="PURGE_CACHES"):
        call_command("purge_caches")


def test_the_clock_never_waits_for_a_cache(use_varnish: UseVarnish, monkeypatch: pytest.MonkeyPatch) -> None:
    """It begins a thread, and no second one while the first is at work."""
    import threading

    use_varnish("http://127.0.0.1:9")
    services.request(keys=["page-1"], now=NOW - SECOND)
    begun, go_on = [], threading.Event()

    def purge(**_: Any) -> None:
        begun.append(1)
        go_on.wait(10)

    monkeypatch.setattr(services, "purge_due", purge)
    assert [chore.purging.chore(NOW, SECOND, 5) for _ in range(3)] == [0, 0, 0]
    go_on.set()
    assert chore.purging._thread is not None
    chore.purging._thread.join()
    assert begun == [1]
