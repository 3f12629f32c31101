"""What became of each record of a run."""

from __future__ import annotations

import resource
import sys
from collections import Counter
from dataclasses import dataclass, field
from enum import Enum


class Outcome(Enum):
    """The value is the word of the summary."""

    CREATED = "created"
    UPDATED = "updated"
    PUBLISHED = "published"  # an unchanged draft of an earlier run
    UNCHANGED = "unchanged"
    CONFLICT = "conflicts"
    SKIPPED = "skipped"  # nothing is lost: an exact repeat, a label without text
    FAILED = "failed"


class ImportProblem(Exception):
    """A record that can't be imported, in words for whoever runs the import."""


@dataclass
class Summary:
    """Counts of one run; ``broken`` says which files could not be read to their end."""

    counts: Counter[Outcome] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, outcome: Outcome) -> None:
        self.counts[outcome] += 1

    @property
    def records(self) -> int:
        return sum(self.counts.values())

    @property
    def has_failed(self) -> bool:
        return bool(self.broken) or self.counts[Outcome.FAILED] > 0

    def __str__(self) -> str:
        parts = [f"{self.counts[outcome]:,} {outcome.value}" for outcome in Outcome]
        minutes, seconds = divmod(round(self.seconds), 60)
        return (
            f"{self.records:,} records read: {', '.join(parts)}. "
            f"{minutes} min {seconds:02d} s, {processor_seconds()} s of processor time, "
            f"peak memory {peak_memory_mb():,} MB."
        )


def processor_seconds() -> int:
    """The processor time this process has used; on a busy machine it says more than the clock."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return round(usage.ru_utime + usage.ru_stime)


def peak_memory_mb() -> int:
    """The most memory this process has held so far, in megabytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Linux counts kilobytes, macOS bytes.
    return round(peak / (1024 * 1024 if sys.platform == "darwin" else 1024))
