"""How fast pages that are due go live: ours against Wagtail's `publish_scheduled` in a project of its own, in one run.

    python -m bench.throughput --pages 100 --rounds 3

On PostgreSQL by DATABASE_URL, else on SQLite. Ours also renders the edition, the event and the words for search.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.databases import fresh_database

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    rates: dict[str, list[float]] = {"bench.stock.run": [], "bench.ours": []}
    # One after the other in every round, so that a busy moment of the machine strikes both.
    for number in range(options.rounds):
        for module, measured in rates.items():
            rate = _measure(module, options.pages)
            measured.append(rate)
            sys.stdout.write(f"round {number + 1}, {module}: {rate:.1f} pages/s\n")
            sys.stdout.flush()
    stock, ours = (statistics.median(measured) for measured in rates.values())
    where = "PostgreSQL" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "SQLite"
    sys.stdout.write(
        f"{where}, {options.pages} pages due, one process, medians of {options.rounds}: stock {stock:.1f} pages/s, "
        f"ours {ours:.1f} pages/s: {ours / stock:.2f} times stock\n"
    )
    return 0


def _measure(module: str, pages: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        url = fresh_database(Path(folder), name=f"formulary_bench_{module.split('.')[1]}")
        environment = {
            **os.environ,
            "STOCK_DATABASE_URL": url,
            "DATABASE_URL": url,
            "VAR_DIR": folder,
            "LOG_LEVEL": "WARNING",
        }
        done = subprocess.run(
            [sys.executable, "-m", module, str(pages)],
            cwd=ROOT,
            env=environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    result = json.loads(done.stdout.splitlines()[-1])
    if result["published"] != pages:
        raise RuntimeError(f"{module} published {result['published']} of {pages} pages")
    rate: float = pages / result["seconds"]
    return rate


if __name__ == "__main__":
    sys.exit(main())
