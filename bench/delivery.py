"""What readers' requests cost: ours beside stock Wagtail's API v2, the same content, server and number of workers.

    python -m bench.delivery --pages 2000 --rounds 3 --seconds 5

Both are asked in turn in every round; what is printed are the medians of the rounds, and their ratio. As ceilings, a
view that returns the same bytes behind the same middleware, and ours answering 304. Nothing is kept by a cache.
PostgreSQL by DATABASE_URL, else SQLite.
"""

from __future__ import annotations

import argparse
import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import site
from bench.databases import fresh_database
from bench.load import Measured, load
from bench.throughput import run

ROOT = Path(__file__).resolve().parent.parent
GUNICORN = ("gunicorn", "--config", "python:config.gunicorn")
API = "/api/v2/pages"


@dataclass(frozen=True)
class Server:
    """One of those that are asked. ``pid``: of its master process."""

    name: str
    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """Of its workers, so far; those that were replaced are not counted."""
        ticks = 0
        for child in _children(self.pid):
            fields = Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        pages = sum(int(Path(f"/proc/{child}/statm").read_text().split()[1]) for child in _children(self.pid))
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


@dataclass
class Case:
    """One kind of request to one server, and what was measured of it in each round."""

    name: str
    server: str
    paths: list[str]
    headers: str = ""
    rounds: list[Measured] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)

    def rate(self) -> float:
        return statistics.median(found.rate for found in self.rounds)

    def words(self) -> str:
        found = sorted(self.rounds, key=lambda each: each.rate)[len(self.rounds) // 2]
        return (
            f"{self.server:>10}  {self.name:<34} {self.rate():8.0f}/s   p50 {found.percentile(50) * 1000:7.2f} ms   "
            f"p99 {found.percentile(99) * 1000:7.2f} ms   {statistics.median(self.cpu_ms):6.2f} ms of the processor"
        )


# What is compared with what, and what is hoped for.
RATIOS = (
    ("by-path", "detail", 40),
    ("detail", "detail", 40),
    ("by-path", "detail, rich text as HTML", 120),
    ("full list of 20", "full list of 20", 60),
    ("cards, 20", "bare list of 20", 10),
    ("search", "search", 5),
)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5.0)
    options = parser.parse_args()
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory()))
        urls = {
            name: held.enter_context(fresh_database(folder, name=f"formulary_bench_{name}"))
            for name in ("ours", "stock")
        }
        environment = _environment(folder, urls)
        ours: dict[str, str] = run("bench.ours", "fill", options.pages, environment)
        stock: dict[str, str] = run("bench.stock.run", "fill", options.pages, environment)
        servers = {
            server.name: server
            for server in (
                held.enter_context(_serving("ours", "config.wsgi", environment)),
                held.enter_context(_serving("stock", "bench.stock.wsgi", environment)),
                held.enter_context(
                    _serving("stock html", "bench.stock.wsgi", {**environment, "STOCK_HTML": "1"})
                ),
            )
        }
        (folder / "body.json").write_bytes(_body(servers["ours"], list(ours.values())[-1]))
        empty = {**environment, "DJANGO_SETTINGS_MODULE": "bench.empty.settings"}
        servers["empty"] = held.enter_context(_serving("empty", "config.wsgi", empty))
        cases = _cases(ours, stock, _etag(servers["ours"], list(ours.values())[-1]))
        for case in cases:
            load(servers[case.server].port, case.paths, seconds=2.0, headers=case.headers)
        for number in range(options.rounds):
            for case in cases:
                _measure(case, servers[case.server], options.seconds)
                site.progress(number * len(cases), options.rounds * len(cases), "measured")
        _report(cases, servers, options.pages)
    return 0


def _cases(ours: dict[str, str], stock: dict[str, str], etag: str) -> list[Case]:
    offsets = range(0, max(1, len(ours) - 20), 20)
    own_type, stock_type = "medications.ArticlePage", "pages.ArticlePage"
    words = [f"search=Article+{number}" for number in range(0, len(ours), 7)]
    own_paths = [f"{API}/by-path/?path={path}" for path in ours.values()]
    stock_details = [f"{API}/{pk}/" for pk in stock]
    return [
        Case("by-path", "ours", own_paths),
        Case("detail", "ours", [f"{API}/{pk}/" for pk in ours]),
        Case("detail", "stock", stock_details),
        Case("detail, rich text as HTML", "stock html", stock_details),
        Case("304", "ours", own_paths[-1:], headers=f"If-None-Match: {etag}\r\n"),
        Case("a view that returns the same bytes", "empty", own_paths[-1:]),
        Case("full list of 20", "ours", [f"{API}/?type={own_type}&fields=*&offset={at}" for at in offsets]),
        Case(
            "full list of 20", "stock", [f"{API}/?type={stock_type}&fields=*&offset={at}" for at in offsets]
        ),
        Case("cards, 20", "ours", [f"{API}/?type={own_type}&view=card&offset={at}" for at in offsets]),
        Case("bare list of 20", "stock", [f"{API}/?type={stock_type}&offset={at}" for at in offsets]),
        Case("search", "ours", [f"{API}/?{word}" for word in words]),
        Case("search", "stock", [f"{API}/?{word}" for word in words]),
    ]


def _measure(case: Case, server: Server, seconds: float) -> None:
    before = server.cpu_seconds()
    found = load(server.port, case.paths, seconds=seconds, headers=case.headers)
    wrong = {status: count for status, count in found.statuses.items() if status not in {200, 304}}
    if wrong or not found.seconds:
        raise RuntimeError(f"{server.name}, {case.name}: answered {dict(found.statuses)}")
    case.rounds.append(found)
    case.cpu_ms.append(max(0.0, server.cpu_seconds() - before) / len(found.seconds) * 1000)


def _report(cases: list[Case], servers: dict[str, Server], pages: int) -> None:
    rates = {(case.server, case.name): case.rate() for case in cases}
    lines = [f"{_where()}, {pages} pages of 24 blocks, 2 workers, medians", *(case.words() for case in cases)]
    for own, other, wanted in RATIOS:
        server = "stock html" if "HTML" in other else "stock"
        ratio = rates["ours", own] / rates[server, other]
        lines.append(f"{own}: {ratio:.1f} times stock's {other} (wanted: {wanted})")
    view = rates["empty", "a view that returns the same bytes"]
    lines.append(
        f"by-path: {rates['ours', 'by-path'] / view:.0%} of a view that returns the same bytes (wanted: 40%)"
    )
    lines += [f"{name}: {server.memory_mb():.0f} MB in its workers" for name, server in servers.items()]
    site.save(f"delivery-{pages}", "\n".join(lines))


def _where() -> str:
    return "PostgreSQL" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "SQLite"


def _environment(folder: Path, urls: dict[str, str]) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": urls["ours"],
        "STOCK_DATABASE_URL": urls["stock"],
        "REDIS_URL": "",
        "VAR_DIR": str(folder),
        "LOG_LEVEL": "ERROR",
        "WEB_CONCURRENCY": "2",
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
        "WAGTAILAPI_BASE_URL": "http://127.0.0.1",
    }


@contextmanager
def _serving(name: str, application: str, environment: dict[str, str]) -> Iterator[Server]:
    port = site.free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", *GUNICORN, application],
        cwd=ROOT,
        env={**environment, "PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        site.wait_for(port)
        time.sleep(2)
        yield Server(name, port, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _body(server: Server, path: str) -> bytes:
    return _ask(server, path).read()


def _etag(server: Server, path: str) -> str:
    answer = _ask(server, path)
    answer.read()
    return answer.headers["ETag"]


def _ask(server: Server, path: str) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=site.GIVE_UP)
    connection.request("GET", f"{API}/by-path/?path={path}")
    return connection.getresponse()


if __name__ == "__main__":
    sys.exit(main())
