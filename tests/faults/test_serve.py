"""`python -m config.serve` with its real processes."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from config.env import BASE_DIR

# The supervisor has a folder and a database of its own.
pytestmark = [pytest.mark.slow, pytest.mark.any_database, pytest.mark.xdist_group("serve")]
SECONDS = 60.0


@dataclass
class Serving:
    """A running supervisor: its process, port, environment, and every line that it and its children have printed."""

    process: "subprocess.Popen[str]"
    port: int
    environment: dict[str, str]
    lines: list[str] = field(default_factory=list)

    def said(self, pattern: str) -> list["re.Match[str]"]:
        return [match for line in list(self.lines) if (match := re.search(pattern, line))]

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as response:
                return bool(response.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False


def wait_for(condition: Callable[[], object], serving: Serving, *, what: str) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"waited in vain for {what}:\n" + "\n".join(serving.lines[-40:]))
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def running() -> dict[int, int]:
    """Each process that is running, and its parent."""
    table = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    return {int(pid): int(parent) for pid, parent in map(str.split, table.splitlines())}


def descendants(pid: int) -> set[int]:
    parents = running()
    found: set[int] = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    port = free_port()
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
        "VAR_DIR": str(tmp_path),
        "PORT": str(port),
        "WEB_CONCURRENCY": "1",
        "PATH": "/usr/bin:/bin",
        "PYTHONUNBUFFERED": "1",
    }
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=BASE_DIR, env=environment, check=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "config.serve", "--greeting", "Good morning"],
        cwd=BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    serving = Serving(process, port, environment)
    assert process.stdout
    output = process.stdout
    reader = threading.Thread(target=lambda: serving.lines.extend(map(str.rstrip, iter(output.readline, ""))))
    reader.start()
    yield serving
    process.terminate()
    process.wait(SECONDS)
    reader.join(SECONDS)
    output.close()


def test_it_serves_restarts_what_dies_and_leaves_nothing_behind(serving: Serving) -> None:
    wait_for(lambda: serving.said("Good morning"), serving, what="the greeting")
    wait_for(lambda: serving.said(r"^worker \|.* ready\."), serving, what="the worker")
    assert serving.answers()

    web = serving.said(r"main PID: (\d+)")[0]
    workers = descendants(int(web[1]))
    os.kill(int(web[1]), signal.SIGKILL)
    wait_for(lambda: serving.said(r"keep \| web ended with code -9"), serving, what="the keeper to notice")
    wait_for(lambda: not workers & running().keys(), serving, what="the workers to end with their parent")
    wait_for(
        lambda: len(serving.said("Listening at")) == 2 and serving.answers(), serving, what="a second web"
    )

    second = subprocess.run(
        [sys.executable, "-m", "config.serve"],
        cwd=BASE_DIR,
        env=serving.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode == 1
    assert f"Port {serving.port} is in use" in second.stderr

    family = descendants(serving.process.pid)
    assert len(family) >= 5  # web and its worker process, the Celery worker and its pool, beat
    serving.process.send_signal(signal.SIGINT)
    assert serving.process.wait(SECONDS) == 0
    assert not serving.answers()
    assert family & running().keys() == set()


def test_its_processes_end_with_it_however_it_ends(serving: Serving) -> None:
    wait_for(lambda: serving.said("Good morning"), serving, what="the greeting")
    wait_for(lambda: serving.said(r"^worker \|.* ready\."), serving, what="the worker")
    family = descendants(serving.process.pid)
    assert len(family) >= 5

    serving.process.kill()

    wait_for(lambda: not family & running().keys(), serving, what="all processes to end")
    assert not serving.answers()
