import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from config.env import BASE_DIR
from config.kept_child import Backoff, KeptChild

pytestmark = pytest.mark.any_database

SECONDS = 15.0
UNTIL_EOF = "import sys; sys.stdin.read()"
QUICK = Backoff(first=0.05, longest=0.2, steady=60)


def wait_for(condition: Callable[[], object], *, what: str) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"waited {SECONDS} s in vain for {what}")
        time.sleep(0.02)


def is_running(pid: int) -> bool:
    # A child of a killed keeper may stay a zombie until init reads its exit code.
    state = subprocess.run(
        ["ps", "-o", "state=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return state.stdout.strip()[:1] not in {"", "Z"}


@pytest.fixture
def child() -> Iterator[KeptChild]:
    child = KeptChild("child", [sys.executable, "-c", UNTIL_EOF], backoff=QUICK)
    child.start()
    wait_for(lambda: child.pid, what="the first start")
    yield child
    child.stop()


def test_a_child_that_is_killed_is_started_again(child: KeptChild) -> None:
    first = child.pid
    assert first is not None

    os.kill(first, signal.SIGKILL)

    wait_for(lambda: child.pid not in {None, first}, what="a second child")


def test_a_stopped_child_is_gone_and_stays_gone(child: KeptChild) -> None:
    pid = child.pid
    assert pid is not None

    child.stop()

    assert not is_running(pid)
    time.sleep(0.5)
    assert child.pid is None


def test_a_child_that_ignores_sigterm_is_killed_when_patience_ends() -> None:
    stubborn = """if True:
        import signal, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        print("deaf", flush=True)
        time.sleep(60)
    """
    lines: list[str] = []
    child = KeptChild("deaf", [sys.executable, "-c", stubborn], on_line=lines.append)
    child.start()
    wait_for(lambda: lines == ["deaf"], what="the child's first line")

    child.stop(patience=0.2)

    assert child.pid is None


def test_each_line_of_output_reaches_the_keeper() -> None:
    lines: list[str] = []
    script = (
        "import sys; print('out', flush=True); print('err', file=sys.stderr, flush=True); sys.stdin.read()"
    )
    child = KeptChild("talker", [sys.executable, "-c", script], on_line=lines.append)
    child.start()

    wait_for(lambda: lines == ["out", "err"], what="both lines")
    child.stop()


def test_restarts_slow_down_and_a_steady_run_forgives() -> None:
    backoff = Backoff(first=1, longest=5, steady=60)

    delays = [0.0]
    for _ in range(5):
        delays.append(backoff.after(delays[-1], ran=0.1))

    assert delays == [0, 1, 2, 4, 5, 5]
    assert backoff.after(5, ran=60) == 1


KEEPER = f"""
import multiprocessing, sys, time
from config.kept_child import KeptChild

def idle():
    time.sleep(60)

child = KeptChild("child", [sys.executable, "-c", {UNTIL_EOF!r}])
child.start()
while not child.pid:
    time.sleep(0.02)
forked = multiprocessing.get_context("fork").Process(target=idle)
forked.start()
print(child.pid, forked.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.slow
def test_kill_9_of_the_keeper_ends_the_child_though_a_forked_process_lives_on() -> None:
    keeper = subprocess.Popen([sys.executable, "-c", KEEPER], cwd=BASE_DIR, stdout=subprocess.PIPE, text=True)
    assert keeper.stdout
    with keeper.stdout:
        child_pid, forked_pid = map(int, keeper.stdout.readline().split())
        try:
            keeper.kill()
            keeper.wait()

            wait_for(lambda: not is_running(child_pid), what="the child to see end-of-file")
            assert is_running(forked_pid)
        finally:
            os.kill(forked_pid, signal.SIGKILL)
