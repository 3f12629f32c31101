"""Formulary with all its processes, on a database of its own, to be asked over HTTP."""

from __future__ import annotations

import atexit
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from bench.databases import fresh_database

ROOT = Path(__file__).resolve().parent.parent
OUTPUT = ROOT / "var" / "bench"
# A clock that has just started begins nothing early for a minute, and takes a while to start.
WARM_UP = 80.0
GIVE_UP = 30.0
WORKER = ("celery", "--quiet", "-A", "config", "worker", "--concurrency", "2")


def choose_database(folder: Path, *, name: str) -> None:
    """Set Django up, here and for children, on a fresh database: on the server of DATABASE_URL, else SQLite.

    It is dropped when this process ends: Django is not set up twice in one.
    """
    held = ExitStack()
    atexit.register(held.close)
    # Whoever ends a run from outside is to leave no process and no database either.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    os.environ["DATABASE_URL"] = held.enter_context(fresh_database(folder, name=f"formulary_bench_{name}"))
    os.environ["VAR_DIR"] = str(folder)
    os.environ["PORT"] = str(free_port())
    os.environ["LOG_LEVEL"] = "WARNING"
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.local"
    import django

    django.setup()


def where() -> str:
    from django.db import connection

    return connection.vendor + (" + Redis" if os.environ.get("REDIS_URL") else "")


@contextmanager
def running(folder: Path, *, workers: int = 1) -> Iterator[int]:
    """Web, beat and so many workers, each with its clock; the port. Their log is kept in var/bench."""
    port = int(os.environ["PORT"])
    log_file = folder / "processes.log"
    with log_file.open("w") as log:
        commands = [
            ["-m", "config.serve"],
            *(["-m", *WORKER, "-n", f"worker{number}@%h"] for number in range(1, workers)),
        ]
        processes = [
            subprocess.Popen([sys.executable, *command], cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
            for command in commands
        ]
        try:
            wait_for(port)
            for _ in range(20):
                ask(http.client.HTTPConnection("127.0.0.1", port, timeout=GIVE_UP), "/api/v2/pages/")
            yield port
        finally:
            for process in processes:
                process.send_signal(signal.SIGTERM)
            for process in processes:
                try:
                    process.wait(60)
                except subprocess.TimeoutExpired:
                    process.kill()
            OUTPUT.mkdir(parents=True, exist_ok=True)
            (OUTPUT / "processes.log").write_bytes(log_file.read_bytes()[-1_000_000:])


def ask(connection: http.client.HTTPConnection, path: str) -> tuple[int, Any]:
    """The status and the JSON of the answer."""
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    return answer.status, json.loads(body) if body else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def percentile(ordered: list[float], percent: int) -> float:
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def progress(done: int, of: int, what: str) -> None:
    if sys.stderr.isatty() or done == of:
        sys.stderr.write(f"\r{done} of {of} {what}" + ("\n" if done == of else ""))


def save(name: str, text: str) -> None:
    """Print a result, and keep it in var/bench."""
    sys.stdout.write(f"\n{text}\n")
    OUTPUT.mkdir(parents=True, exist_ok=True)
    (OUTPUT / f"{name}.txt").write_text(f"{text}\n")


def wait_for(port: int) -> None:
    for _ in range(600):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the web process did not answer within a minute")
