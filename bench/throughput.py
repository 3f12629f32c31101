"""How fast pages that are due go live: ours against Wagtail's `publish_scheduled` in a project of its own, in one run.

    python -m bench.throughput --pages 100 --rounds 3

On PostgreSQL by DATABASE_URL, else on SQLite. Both publish pages of the same fields, blocks and rows, with search and
reference index. Ours also checks them, renders the edition, records the event and the words for search. First pages are
published one by one, then a backlog is worked off by one process, then one by two at the same time: stock's two
both publish many of the pages, which is told and not counted; so is a process of stock's that ends with an error.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.databases import fresh_database

ROOT = Path(__file__).resolve().parent.parent
MODULES = {"stock": "bench.stock.run", "ours": "bench.ours"}


@dataclass
class Side:
    """What was measured of one of the two, over all rounds; rates in pages a second, by the number of processes."""

    module: str
    singles: dict[str, list[float]] = field(default_factory=dict)
    rates: dict[int, list[float]] = field(default_factory=dict)
    cpu_ms: dict[int, list[float]] = field(default_factory=dict)
    twice: dict[int, int] = field(default_factory=dict)
    failed: dict[int, int] = field(default_factory=dict)

    def rate(self, processes: int) -> float:
        return statistics.median(self.rates[processes])


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=100, help="in the backlog")
    parser.add_argument("--singles", type=int, default=30, help="published one by one before it")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    sides = {name: Side(module) for name, module in MODULES.items()}
    # One after the other in every round, so that a busy moment of the machine strikes both.
    for number in range(options.rounds):
        for processes in (1, 2):
            for name, side in sides.items():
                measure(side, options.pages, options.singles if processes == 1 else 0, processes)
                rate = side.rates[processes][-1]
                _say(f"round {number + 1}, {name}, {processes} at a time: {rate:.1f} pages/s")
    _report(sides, options.pages, options.rounds)
    return 0


def measure(side: Side, pages: int, singles: int, processes: int) -> None:
    database = f"formulary_bench_{side.module.split('.')[1]}"
    with (
        tempfile.TemporaryDirectory() as folder,
        fresh_database(Path(folder), name=database) as url,
    ):
        environment = _environment(folder, url)
        run(side.module, "make", pages + singles, environment)
        if singles:
            for name, values in run(side.module, "singles", singles, environment).items():
                side.singles.setdefault(name, []).extend(values)
        parts = [_start(side.module, "work-off", at / processes, environment) for at in range(processes)]
        done = [_answer(part) for part in parts if not _may_fail(side, processes) or part.wait() == 0]
        found = run(side.module, "result", 0, environment)
    side.failed[processes] = side.failed.get(processes, 0) + processes - len(done)
    if not done or found["live"] != pages + singles:
        raise RuntimeError(f"{side.module} published {found['live']} of {pages + singles} pages")
    seconds = max(part["ended"] for part in done) - min(part["began"] for part in done)
    side.rates.setdefault(processes, []).append(pages / seconds)
    side.cpu_ms.setdefault(processes, []).append(sum(part["cpu"] for part in done) / pages * 1000)
    side.twice[processes] = side.twice.get(processes, 0) + found["publishes"] - found["live"]


def _environment(folder: str, url: str) -> dict[str, str]:
    return {
        **os.environ,
        "STOCK_DATABASE_URL": url,
        "DATABASE_URL": url,
        "VAR_DIR": folder,
        "LOG_LEVEL": "WARNING",
    }


def _start(module: str, what: str, number: float, environment: dict[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", module, what, str(number)]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def run(module: str, what: str, number: float, environment: dict[str, str]) -> Any:
    return _answer(_start(module, what, number, environment))


def _may_fail(side: Side, processes: int) -> bool:
    """Whether one that ends with an error is told, and does not end the run: of stock's, where there are several."""
    return side.module == MODULES["stock"] and processes > 1


def _answer(process: subprocess.Popen[str]) -> Any:
    said, _ = process.communicate()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    lines = said.splitlines()
    return json.loads(lines[-1]) if lines else None


def _report(sides: dict[str, Side], pages: int, rounds: int) -> None:
    where = "PostgreSQL" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "SQLite"
    _say(f"\n{where}, {pages} pages due, medians of {rounds} rounds")
    for name, side in sides.items():
        found = {what: sorted(values) for what, values in side.singles.items()}
        ms, cpu, queries = found["ms"], found["cpu_ms"], found["queries"]
        _say(
            f"{name}, one publish: {statistics.median(queries):.0f} queries, {statistics.median(ms):.0f} ms "
            f"(p95 {ms[len(ms) * 95 // 100]:.0f}), {statistics.median(cpu):.0f} ms of the processor"
        )
    for processes in (1, 2):
        for name, side in sides.items():
            _say(
                f"{name}, backlog, {processes} at a time: {side.rate(processes):.1f} pages/s, "
                f"{statistics.median(side.cpu_ms[processes]):.0f} ms of the processor a page, "
                f"{side.twice[processes]} of {pages * rounds} published once more"
                + (
                    f", {side.failed[processes]} processes ended with an error"
                    if side.failed[processes]
                    else ""
                )
            )
        ratio = sides["ours"].rate(processes) / sides["stock"].rate(processes)
        _say(f"ours is {ratio:.2f} times stock, {processes} at a time")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
