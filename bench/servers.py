"""Web processes to ask: ours, stock Wagtail's, and the ceilings, all by the same server with the same settings.

python -m bench.servers bench.stock.wsgi:application
"""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from bench import site

ROOT = Path(__file__).resolve().parent.parent
API = "/api/v2/pages"
OURS, STOCK = "config.wsgi:application", "bench.stock.wsgi:application"


@dataclass(frozen=True)
class Server:
    """One of those that are asked. ``pid``: of its master process; 0 for one whose processes are not looked at."""

    name: str
    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """Of its worker processes, so far; nought where they are not known."""
        ticks = 0
        for child in _children(self.pid):
            fields = Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        pages = sum(int(Path(f"/proc/{child}/statm").read_text().split()[1]) for child in _children(self.pid))
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    def get(self, path: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=site.GIVE_UP)
        connection.request("GET", path)
        return connection.getresponse()


def environment_of(folder: Path, urls: dict[str, str]) -> dict[str, str]:
    """Of all processes; ``urls``: of the databases of ours and of stock."""
    return {
        **os.environ,
        "DATABASE_URL": urls["ours"],
        "STOCK_DATABASE_URL": urls["stock"],
        "STOCK_CACHE_URL": os.environ.get("REDIS_URL", ""),
        "REDIS_URL": "",
        "VAR_DIR": str(folder),
        "LOG_LEVEL": "ERROR",
        "WEB_CONCURRENCY": "2",
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
        "WAGTAILAPI_BASE_URL": "http://127.0.0.1",
    }


@contextmanager
def serving(name: str, application: str, environment: dict[str, str]) -> Iterator[Server]:
    port = site.free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.servers", application],
        cwd=ROOT,
        env={**environment, "PORT": str(port), "BENCH_APPLICATION": application},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        server = Server(name, port, process.pid)
        _wait_for_answers(server)
        yield server
    finally:
        process.terminate()
        process.wait(site.GIVE_UP)


def make_application() -> Any:
    """Called in each worker process, as ``config.web`` does with its own."""
    module, name = os.environ["BENCH_APPLICATION"].split(":")
    return getattr(import_module(module), name)


def main() -> None:
    from config.web import server

    server("bench.servers:make_application").serve()


def _wait_for_answers(server: Server) -> None:
    """Until all of its processes have loaded what they serve."""
    site.wait_for(server.port)
    ends = time.monotonic() + site.GIVE_UP * 2
    while time.monotonic() < ends:
        try:
            server.get("/").read()
            time.sleep(3)
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(f"{server.name} does not answer")


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir() if pid else ()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


if __name__ == "__main__":
    main()
