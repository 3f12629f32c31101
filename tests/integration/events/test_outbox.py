"""Events are numbered in commit order and handed on until every consumer has had them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from cms.core.keys import Key
from cms.events import consumers, services
from cms.events.models import Delivery, Event, EventKind
from cms.events.services import Deliveries

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
KIND = "test.happened"


class Listener:
    """A consumer that notes what it was told, and fails for as long as ``failing`` holds the event's number."""

    def __init__(self) -> None:
        self.heard: list[int] = []
        self.failing: set[int] = set()
        self.calls = 0

    def __call__(self, events: Sequence[Event], now: datetime) -> None:
        self.calls += 1
        for event in events:
            if event.sequence in self.failing:
                raise ValueError("not now")
        self.heard += [event.sequence for event in events]


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    consumers.register("listener", kinds=frozenset({KIND}), handle=listener)
    yield listener
    del consumers._consumers["listener"]


def happen(number: int = 1) -> Event:
    with transaction.atomic():
        return services.record(
            kind=KIND, subject=Key("entity", number), keys=[Key("entity", number)], now=NOW
        )


@pytest.mark.django_db
def test_events_are_delivered_once_and_in_order(listener: Listener) -> None:
    events = [happen(number).sequence for number in range(3)]

    assert services.deliver_due(now=NOW) == Deliveries(delivered=3)
    assert services.deliver_due(now=NOW) == Deliveries()
    assert listener.heard == events == sorted(events)


@pytest.mark.django_db
def test_many_events_are_delivered_together_and_what_failed_before_alone(listener: Listener) -> None:
    events = [happen(number).sequence for number in range(services.AT_ONCE + 1)]
    listener.failing = {events[0]}
    services.deliver_due(now=NOW)
    assert listener.heard == [*events[1 : services.AT_ONCE], events[-1]]
    listener.failing, listener.calls = set(), 0
    later = happen().sequence
    assert services.deliver_due(now=NOW + services.FIRST_RETRY) == Deliveries(delivered=2)
    assert listener.calls == 2
    assert listener.heard[-2:] == [events[0], later]


@pytest.mark.django_db
def test_an_event_that_poisons_its_consumer_holds_up_no_other(listener: Listener) -> None:
    poison, sound = happen(), happen()
    listener.failing = {poison.sequence}

    assert services.deliver_due(now=NOW) == Deliveries(delivered=1, failed=1)
    assert listener.heard == [sound.sequence]
    owed = Delivery.objects.get()
    assert owed.attempts == 1
    assert owed.last_error == "ValueError: not now"

    assert services.deliver_due(now=NOW) == Deliveries()
    listener.failing = set()
    assert services.deliver_due(now=NOW + services.FIRST_RETRY) == Deliveries(delivered=1)
    assert listener.heard == [sound.sequence, poison.sequence]


@pytest.mark.django_db
def test_the_waits_between_tries_grow_and_end_at_ten_minutes(listener: Listener) -> None:
    listener.failing = {happen().sequence}
    moment, waits = NOW, []
    for _ in range(14):
        services.deliver_due(now=moment)
        next_try = Delivery.objects.get().next_try_at
        waits.append(next_try - moment)
        moment = next_try

    assert waits[:4] == [timedelta(seconds=seconds) for seconds in (1, 2, 4, 8)]
    assert waits[-1] == timedelta(minutes=10)


@pytest.mark.django_db
def test_a_delivery_whose_consumer_is_not_known_here_is_kept_for_a_process_that_knows_it(
    listener: Listener,
) -> None:
    """While a release is rolled out, workers of the old one meet deliveries for consumers of the new one."""
    event = happen()
    Delivery.objects.create(event=event, consumer="of the next release", next_try_at=NOW)

    assert services.deliver_due(now=NOW) == Deliveries(delivered=1, failed=1)
    assert Delivery.objects.get().consumer == "of the next release"


@pytest.mark.django_db
def test_what_a_consumer_wrote_before_it_failed_is_undone(listener: Listener) -> None:
    event = happen()

    def write_and_fail(events: Sequence[Event], now: datetime) -> None:
        Delivery.objects.create(event=events[0], consumer="half done", next_try_at=now)
        raise ValueError

    consumers._consumers["listener"] = consumers.Consumer("listener", frozenset({KIND}), write_and_fail)
    services.deliver_due(now=NOW)

    assert list(event.deliveries.values_list("consumer", flat=True)) == ["listener"]


@pytest.mark.django_db
def test_what_was_asked_for_a_moment_ago_is_left_to_whoever_was_woken_for_it(listener: Listener) -> None:
    happen()
    lag = timedelta(seconds=2)

    assert services.deliver_due(now=NOW + timedelta(seconds=1), lag=lag) == Deliveries()
    assert services.deliver_due(now=NOW + timedelta(seconds=2), lag=lag) == Deliveries(delivered=1)


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        services.record(kind=EventKind.OBJECT_CHANGED, subject=Key("entity", 1), keys=[], now=NOW)


@pytest.mark.django_db
def test_numbers_of_rolled_back_events_are_given_again() -> None:
    first = happen().sequence
    with transaction.atomic():
        happen()
        transaction.set_rollback(True)

    assert happen().sequence == first + 1
