"""Runs the whole suite on each database: `python -m tests.run`, with any arguments of pytest's after it.

What says the same on every database (tests/one_database.py) runs on PostgreSQL only, or on SQLite where there is no
PostgreSQL. The last lines say what ran where. Exit code 0 when everything ran and passed; 1 when a test failed, or
when a database or the browser could not be had, unless FORMULARY_ALLOW_MISSING_SERVICES=1 says that this is known.
"""

import contextlib
import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import contract_tools, one_database
from tests.services import chromium, postgresql, redis_server
from tests.varnish import varnishd

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "var" / "test"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One run of the suite. `counts` is None when pytest left no report."""

    database: str
    exit_code: int
    counts: dict[str, int] | None
    seconds: float

    @property
    def total(self) -> int:
        return sum((self.counts or {}).values())

    def line(self) -> str:
        counts = (
            "no report"
            if self.counts is None
            else ", ".join(f"{n} {word}" for word, n in self.counts.items())
        )
        verdict = "ok" if self.exit_code == 0 else f"FAILED (pytest exit code {self.exit_code})"
        return f"  {self.database:<20} {counts:<48} {self.seconds:5.0f} s   {verdict}"


def main(arguments: list[str]) -> int:
    WORK.mkdir(parents=True, exist_ok=True)
    outcomes, missing = _run_everywhere(arguments)
    print("\n" + "=" * 32 + " Formulary's tests " + "=" * 32)
    for outcome in outcomes:
        print(outcome.line())
    if len(outcomes) > 1:
        print(_left_out(*outcomes))
    for service in missing:
        print(f"  NOT TESTED: no {service} could be found or started here")
    print("=" * 83)
    return _exit_code(outcomes, missing)


def _run_everywhere(arguments: list[str]) -> tuple[list[Outcome], list[str]]:
    with contextlib.ExitStack() as stack:
        database = stack.enter_context(postgresql(WORK / "postgresql"))
        broker = stack.enter_context(redis_server())
        needed: dict[str, object] = {"PostgreSQL": database, "Redis": broker}
        needed |= {"Chromium": chromium(), "Varnish with vmod xkey": varnishd()}
        needed |= {
            "fuzzer of the API (scripts/make-contract-tools)": contract_tools.fuzzer(),
            "generator of Python clients (scripts/make-contract-tools)": contract_tools.python_client_generator(),
            "TypeScript with Node (scripts/make-contract-tools)": contract_tools.typescript(),
        }
        missing = [name for name, found in needed.items() if not found]
        left_out = [one_database.OPTION] if database else []
        outcomes = [_run("SQLite", [*left_out, *arguments], {})]
        if database:
            servers = {"DATABASE_URL": database, **({"REDIS_URL": broker} if broker else {})}
            outcomes.append(_run("PostgreSQL + Redis" if broker else "PostgreSQL", arguments, servers))
    return outcomes, missing


def _run(database: str, arguments: list[str], servers: dict[str, str]) -> Outcome:
    print(f"\n{'=' * 32} on {database} {'=' * 32}", flush=True)
    report = WORK / f"report-{database.split(maxsplit=1)[0].lower()}.xml"
    report.unlink(missing_ok=True)
    inherited = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}
    }
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", f"--junitxml={report}", *arguments],
        cwd=ROOT,
        env={**inherited, **servers},
        check=False,
    )
    seconds = time.monotonic() - started
    # ARGS may ask for nothing but what the other run does.
    nothing_here = done.returncode == pytest.ExitCode.NO_TESTS_COLLECTED and one_database.OPTION in arguments
    exit_code = 0 if nothing_here else done.returncode
    return Outcome(database=database, exit_code=exit_code, counts=_counts(report), seconds=seconds)


def _counts(report: Path) -> dict[str, int] | None:
    if not report.exists():
        return None
    suite = ET.parse(report).getroot().find("testsuite")  # noqa: S314 - pytest wrote it a moment ago
    if suite is None:
        return None
    total, failures, errors, skipped = (
        int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")
    )
    failed = failures + errors
    return {"passed": total - failed - skipped, "failed": failed, "skipped": skipped}


def _left_out(here: Outcome, there: Outcome) -> str:
    return (
        f"  On {there.database} only, for they say the same on every database: {there.total - here.total} tests\n"
        f"    of {' '.join(one_database.FOLDERS)} (except {' '.join(one_database.EXCEPT)})\n"
        "    and those marked any_database. Everything else ran on both."
    )


def _exit_code(outcomes: list[Outcome], missing: list[str]) -> int:
    if any(outcome.exit_code for outcome in outcomes):
        return 1
    if missing and os.environ.get("FORMULARY_ALLOW_MISSING_SERVICES") != "1":
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
