import errno
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db.utils import DataError, IntegrityError, InterfaceError, OperationalError

from cms.core.problems import Problem, PublishRefused
from cms.publishing import failures

REFUSED = PublishRefused("Eczema", [Problem("Say how much to use.", "dose"), Problem("Add a source.")])


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("server closed the connection"),
        InterfaceError("connection already closed"),
        ConnectionRefusedError(),
        TimeoutError(),
        OSError(errno.ENOSPC, "No space left on device"),
    ],
)
def test_an_outage_is_tried_again_without_end(error: Exception) -> None:
    assert failures.is_outage(error)
    waits = [failures.wait_after(error, attempts=attempts, own_failures=0) for attempts in (1, 2, 3, 1000)]
    assert waits == [timedelta(seconds=seconds) for seconds in (1, 2, 4, 30)]


@pytest.mark.parametrize(
    "error",
    [
        REFUSED,
        ValidationError("no"),
        KeyError("x"),
        IntegrityError(),
        DataError(),
        FileNotFoundError(2, "gone"),
    ],
)
def test_a_fault_of_its_own_is_tried_three_times(error: Exception) -> None:
    assert not failures.is_outage(error)
    waits = [failures.wait_after(error, attempts=tries, own_failures=tries) for tries in (1, 2, 3)]
    assert waits == [timedelta(seconds=2), timedelta(seconds=15), None]


def test_outages_do_not_use_up_the_tries_of_an_item() -> None:
    assert failures.wait_after(REFUSED, attempts=50, own_failures=1) == timedelta(seconds=2)


def test_an_editor_reads_the_problems_and_not_a_stack_trace() -> None:
    assert failures.in_words(REFUSED) == "Dose: Say how much to use. Add a source."
    assert "KeyError" in failures.in_words(KeyError("x"))
    assert "tried again by itself" in failures.in_words(OperationalError("gone away"))
