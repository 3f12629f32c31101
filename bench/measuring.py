"""What both projects of the throughput benchmark are measured with: one publish at a time, and a backlog."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

# What a process does once is no part of a publish: connecting, reading content types.
WARM_UP = 3


def measure_singles(publishes: Sequence[Callable[[], Any]]) -> dict[str, list[float]]:
    """Queries, and milliseconds by the clock and of the processor, of each of these publishes but the first few."""
    from django.db import connection

    found: dict[str, list[float]] = {"queries": [], "ms": [], "cpu_ms": []}
    for number, publish in enumerate(publishes):
        counted = 0

        def count(execute: Callable[..., Any], *args: Any) -> Any:
            nonlocal counted
            counted += 1
            return execute(*args)

        started, cpu = time.perf_counter(), time.process_time()
        with connection.execute_wrapper(count):
            publish()
        if number >= WARM_UP:
            found["ms"].append((time.perf_counter() - started) * 1000)
            found["cpu_ms"].append((time.process_time() - cpu) * 1000)
            found["queries"].append(counted)
    return found


def measure_backlog(work_off: Callable[[], Any]) -> dict[str, float]:
    """When ``work_off`` began and ended, by the host's clock, and the seconds of the processor it took."""
    began, cpu = time.time(), time.process_time()
    work_off()
    return {"began": began, "ended": time.time(), "cpu": time.process_time() - cpu}


def tell(result: Any) -> None:
    """Say it to the process that asked, as the last line."""
    sys.stdout.write(json.dumps(result) + "\n")
