import threading
import time

from cms.events.waking import Waker


def wait_for(condition: threading.Event) -> None:
    assert condition.wait(5)


def test_asking_never_waits_for_a_broker_that_does_not_answer() -> None:
    answering, sending = threading.Event(), threading.Event()

    def send() -> None:
        sending.set()
        answering.wait(5)

    waker = Waker("test", send)
    started = time.monotonic()
    for _ in range(1000):
        waker.wake()

    assert time.monotonic() - started < 1
    wait_for(sending)
    answering.set()


def test_many_askings_while_one_is_on_its_way_become_one_more() -> None:
    answering, sending, calls = threading.Event(), threading.Event(), []

    def send() -> None:
        calls.append(1)
        sending.set()
        answering.wait(5)

    waker = Waker("test", send)
    waker.wake()
    wait_for(sending)
    for _ in range(100):
        waker.wake()
    answering.set()
    deadline = time.monotonic() + 5
    while len(calls) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.05)

    assert len(calls) == 2


def test_a_failure_to_send_is_survived() -> None:
    sent, calls = threading.Event(), []

    def send() -> None:
        calls.append(1)
        if len(calls) == 1:
            raise ConnectionRefusedError
        sent.set()

    waker = Waker("test", send, quiet=0.01)
    waker.wake()
    deadline = time.monotonic() + 5
    while not calls and time.monotonic() < deadline:
        time.sleep(0.01)
    waker.wake()

    wait_for(sent)
