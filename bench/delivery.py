"""What readers' requests cost: ours beside stock Wagtail's API v2, the same content, server and number of workers.

    python -m bench.delivery --pages 2000 --rounds 3 --seconds 5 [--made 2000]

All are asked in turn in every round; what is printed are the medians of the rounds, and their ratio. As ceilings, a
view that returns the same bytes behind the same middleware, ours answering 304, and Varnish before both. Beside stock
as it is, stock behind wagtail-cache, warm, on Redis (REDIS_URL; `pip install --no-deps wagtail-cache`). Ours keeps no
answer anywhere. PostgreSQL by DATABASE_URL, else SQLite. ``--made``: so many pages are made by the projects, the others
are copies of these (PostgreSQL alone).
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from bench import cloning, plots, site
from bench.databases import fresh_database
from bench.load import Measured, load
from bench.servers import API, OURS, STOCK, Server, environment_of, serving
from bench.throughput import run
from tests import varnish

HTML, CACHED = "stock html", "stock cached"
SAME_BYTES = "a view that returns the same bytes"


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
            f"{self.server:>14}  {self.name:<34} {self.rate():8.0f}/s   p50 {found.percentile(50) * 1000:7.2f} ms   "
            f"p99 {found.percentile(99) * 1000:7.2f} ms   {statistics.median(self.cpu_ms):6.2f} ms of the processor"
        )


@dataclass(frozen=True)
class Ratio:
    """What is compared with what, and what is hoped for."""

    own: str
    server: str
    other: str
    wanted: float


RATIOS = (
    Ratio("by-path", "stock", "detail", 40),
    Ratio("detail", "stock", "detail", 40),
    Ratio("by-path", HTML, "detail, rich text as HTML", 120),
    Ratio("by-path", CACHED, "detail, from a warm wagtail-cache", 1),
    Ratio("full list of 20", "stock", "full list of 20", 60),
    Ratio("cards, 20", "stock", "bare list of 20", 10),
    Ratio("search", "stock", "search", 5),
    Ratio("by-path", "empty", SAME_BYTES, 0.4),
    Ratio("304", "ours", "by-path", 1),
    Ratio("by-path, from Varnish", "empty", "the same bytes, from Varnish", 0.9),
)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--made", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5.0)
    options = parser.parse_args()
    made = min(options.made, options.pages)
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory()))
        urls = {
            name: held.enter_context(fresh_database(folder, name=f"formulary_bench_{name}"))
            for name in ("ours", "stock")
        }
        environment = environment_of(folder, urls)
        ours: dict[str, str] = run("bench.ours", "fill", made, environment)
        stock: dict[str, str] = run("bench.stock.run", "fill", made, environment)
        copies = options.pages // made - 1
        if copies:
            cloning.clone(urls["ours"], cloning.OURS, [int(pk) for pk in ours], copies=copies)
            cloning.clone(urls["stock"], cloning.STOCK, [int(pk) for pk in stock], copies=copies)
        servers = _start(held, folder, environment, path=list(ours.values())[-1])
        cases = [case for case in _cases(ours, stock, servers, options.pages) if case.server in servers]
        for case in cases:
            load(servers[case.server].port, case.paths, seconds=2.0, headers=case.headers)
        for number in range(options.rounds):
            for at, case in enumerate(cases):
                _measure(case, servers, options.seconds)
                site.progress(number * len(cases) + at + 1, options.rounds * len(cases), "measured")
        _report(cases, servers, options.pages)
    return 0


def _start(held: ExitStack, folder: Path, environment: dict[str, str], *, path: str) -> dict[str, Server]:
    """All that are asked, by name; ``path``: the page whose bytes the empty view returns."""
    ours = held.enter_context(serving("ours", OURS, environment))
    (folder / "body.json").write_bytes(ours.get(f"{API}/by-path/?path={path}").read())
    found = [
        ours,
        held.enter_context(serving("stock", STOCK, environment)),
        held.enter_context(serving(HTML, STOCK, {**environment, "STOCK_HTML": "1"})),
        held.enter_context(
            serving("empty", OURS, {**environment, "DJANGO_SETTINGS_MODULE": "bench.empty.settings"})
        ),
    ]
    if environment["STOCK_CACHE_URL"] and find_spec("wagtailcache") is not None:
        found.append(held.enter_context(serving(CACHED, STOCK, {**environment, "STOCK_CACHED": "1"})))
    else:
        sys.stderr.write("NOT MEASURED: wagtail-cache, for want of it or of REDIS_URL\n")
    servers = {server.name: server for server in found}
    if varnish.varnishd() is None:
        sys.stderr.write("NOT MEASURED: Varnish, which is not on this machine\n")
        return servers
    for name in ("ours", "empty"):
        before = held.enter_context(varnish.running(folder / f"varnish {name}", origin=servers[name].port))
        servers[f"{name}, Varnish"] = Server(f"{name}, Varnish", before.port, 0)
    return servers


def _cases(ours: dict[str, str], stock: dict[str, str], servers: dict[str, Server], pages: int) -> list[Case]:
    offsets = range(0, max(1, pages - 20), max(20, pages // 100))
    own_type, stock_type = "medications.ArticlePage", "pages.ArticlePage"
    words = [f"search=Article+{number}" for number in range(0, len(ours), 7)]
    own_paths = [f"{API}/by-path/?path={path}" for path in ours.values()]
    stock_details = [f"{API}/{pk}/" for pk in stock]
    answer = servers["ours"].get(own_paths[-1])
    answer.read()
    return [
        Case("by-path", "ours", own_paths),
        Case("detail", "ours", [f"{API}/{pk}/" for pk in ours]),
        Case("detail", "stock", stock_details),
        Case("detail, rich text as HTML", HTML, stock_details),
        # Few enough that all of them are in the cache, which the first round of requests sees to.
        Case("detail, from a warm wagtail-cache", CACHED, stock_details[:20]),
        Case("304", "ours", own_paths[-1:], headers=f"If-None-Match: {answer.headers['ETag']}\r\n"),
        Case(SAME_BYTES, "empty", own_paths[-1:]),
        Case("full list of 20", "ours", [f"{API}/?type={own_type}&fields=*&offset={at}" for at in offsets]),
        Case(
            "full list of 20", "stock", [f"{API}/?type={stock_type}&fields=*&offset={at}" for at in offsets]
        ),
        Case("cards, 20", "ours", [f"{API}/?type={own_type}&view=card&offset={at}" for at in offsets]),
        Case("bare list of 20", "ours", [f"{API}/?type={own_type}&offset={at}" for at in offsets]),
        Case("bare list of 20", "stock", [f"{API}/?type={stock_type}&offset={at}" for at in offsets]),
        Case("search", "ours", [f"{API}/?{word}" for word in words]),
        Case("search", "stock", [f"{API}/?{word}" for word in words]),
        Case("by-path, from Varnish", "ours, Varnish", own_paths[-1:]),
        Case("the same bytes, from Varnish", "empty, Varnish", own_paths[-1:]),
    ]


def _measure(case: Case, servers: dict[str, Server], seconds: float) -> None:
    server = servers[case.server]
    before = server.cpu_seconds()
    found = load(server.port, case.paths, seconds=seconds, headers=case.headers)
    wrong = {status: count for status, count in found.statuses.items() if status not in {200, 304}}
    if wrong or not found.seconds:
        raise RuntimeError(f"{server.name}, {case.name}: answered {dict(found.statuses)}")
    case.rounds.append(found)
    case.cpu_ms.append(max(0.0, server.cpu_seconds() - before) / len(found.seconds) * 1000)


def _report(cases: list[Case], servers: dict[str, Server], pages: int) -> None:
    rates = {(case.server.removesuffix(", Varnish"), case.name): case.rate() for case in cases}
    lines = [f"{_where()}, {pages} pages of 24 blocks, 2 workers, medians", *(case.words() for case in cases)]
    reached: list[tuple[str, float, float]] = []
    for ratio in RATIOS:
        other = rates.get((ratio.server, ratio.other))
        if other is None or ("ours", ratio.own) not in rates:
            lines.append(f"{ratio.own}, against {ratio.other}: NOT MEASURED")
            continue
        times = rates["ours", ratio.own] / other
        reached.append((f"{ratio.own} / {ratio.server}: {ratio.other}", times, ratio.wanted))
        verdict = "" if times >= ratio.wanted else "   MISSED"
        lines.append(
            f"{ratio.own}: {times:.2f} times {ratio.server}'s {ratio.other} (wanted: {ratio.wanted}){verdict}"
        )
    lines += [
        f"{name}: {server.memory_mb():.0f} MB in its workers"
        for name, server in servers.items()
        if server.pid
    ]
    site.save(f"delivery-{pages}", "\n".join(lines))
    plots.ratios(
        f"delivery-{pages}", title=f"Times as many requests a second, {pages} pages", reached=reached
    )


def _where() -> str:
    return "PostgreSQL" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "SQLite"


if __name__ == "__main__":
    sys.exit(main())
