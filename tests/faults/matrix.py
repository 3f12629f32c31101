"""The table of faults: `python -m tests.faults.matrix [word]` causes those whose name has the word in it, or all.

On a PostgreSQL server of its own, which some of the tests stop, with Redis servers of their own. The table goes to the
output and to var/faults/matrix.txt: what was seen in this run, nothing else. Exit code 1 if anything failed, was lost,
doubled or early, or was not run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from pathlib import Path

from tests.cluster import Cluster, can_run
from tests.faults.cells import CELLS, Cell
from tests.services import redis_server

ROOT = Path(__file__).resolve().parent.parent.parent
OUTPUT = ROOT / "var" / "faults"
HEAD = ("fault", "how it was caused", "runs", "sched.", "lost", "doubled", "early", "late by", "")


@dataclass
class Seen:
    """What the tests of one cell left in the report."""

    runs: int = 0
    failed: int = 0
    skipped: int = 0
    sums: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("scheduled", "lost", "doubled", "early"), 0)
    )
    late: float | None = None

    @property
    def is_well(self) -> bool:
        wrong = self.sums["lost"] + self.sums["doubled"] + self.sums["early"]
        return bool(self.runs) and not (self.failed or self.skipped or wrong)

    def add(self, case: ET.Element) -> None:
        if case.find("skipped") is not None:
            self.skipped += 1
            return
        self.runs += 1
        self.failed += case.find("failure") is not None or case.find("error") is not None
        for entry in case.iterfind("properties/property[@name='ledger']"):
            books = json.loads(entry.get("value", "{}"))
            for name in self.sums:
                self.sums[name] += books[name]
            if books["late"] is not None:
                self.late = max(self.late or 0.0, books["late"])

    def verdict(self) -> str:
        if self.failed:
            return f"{self.failed} FAILED"
        if self.skipped or not self.runs:
            return "NOT RUN"
        return "ok" if self.is_well else "WRONG"


def main(words: list[str]) -> int:
    cells = [cell for cell in CELLS if all(word.lower() in cell.fault.lower() for word in words)]
    if not can_run():
        sys.stderr.write("Needs the programs of a PostgreSQL server (initdb, pg_ctl).\n")
        return 1
    OUTPUT.mkdir(parents=True, exist_ok=True)
    report = OUTPUT / "report.xml"
    report.unlink(missing_ok=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="formulary-faults-") as folder, redis_server() as redis:
        # The server runs as another user.
        Path(folder).chmod(0o755)
        cluster = Cluster(Path(folder) / "postgresql")
        cluster.start()
        try:
            _run(cells, cluster, report, redis)
        finally:
            cluster.stop("immediate")
    seen = _read(report, cells)
    table = _table(cells, seen, time.monotonic() - began)
    sys.stdout.write(table)
    (OUTPUT / "matrix.txt").write_text(table)
    return 0 if all(result.is_well for result in seen) else 1


def _run(cells: list[Cell], cluster: Cluster, report: Path, redis: str | None) -> None:
    tests = [test for cell in cells for test in cell.tests]
    options = ["-n", "0", "-p", "no:randomly", "--long", "-q"]
    environment = {**os.environ, "DATABASE_URL": cluster.url, **({"REDIS_URL": redis} if redis else {})}
    subprocess.run(
        [
            *(sys.executable, "-m", "pytest", *options),
            *("--cluster", str(cluster.folder), f"--junitxml={report}", "-o", "junit_family=xunit1"),
            *tests,
        ],
        cwd=ROOT,
        env=environment,
        check=False,
    )


def _read(report: Path, cells: list[Cell]) -> list[Seen]:
    seen = [Seen() for _ in cells]
    if not report.exists():
        return seen
    for case in ET.parse(report).getroot().iter("testcase"):  # noqa: S314 - pytest wrote it a moment ago
        test = f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name', '').partition('[')[0]}"
        for cell, result in zip(cells, seen, strict=True):
            if test in cell.tests:
                result.add(case)
    return seen


def _table(cells: list[Cell], seen: list[Seen], seconds: float) -> str:
    rows = [HEAD, *(_row(cell, result) for cell, result in zip(cells, seen, strict=True))]
    widths = [max(len(str(text)) for text in column) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(str(text).ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    well = sum(result.is_well for result in seen)
    last = f"{well} of {len(cells)} faults as promised, {sum(r.runs for r in seen)} runs, {seconds:.0f} s"
    note = "late by: the longest of what was due while real processes ran, the fault's own length included"
    return "\n".join(["", lines[0], "-" * len(lines[0]), *lines[1:], "", last, note, ""])


def _row(cell: Cell, result: Seen) -> tuple[object, ...]:
    late = "-" if result.late is None else f"{result.late:.2f} s"
    sums = result.sums
    figures = (sums["scheduled"], sums["lost"], sums["doubled"], sums["early"])
    return (cell.fault, cell.cause, result.runs, *figures, late, result.verdict())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
