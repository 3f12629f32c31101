"""One run over the files of one corpus: what is read, decided, written and counted."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from cms.core.problems import PublishRefused
from cms.editions.models import SearchDocument
from cms.editions.search import indexing_later
from medications.importers.indexing import SearchQueue, indexing_by_hand
from medications.importers.outcomes import ImportProblem, Outcome, Summary
from medications.importers.records import BadRecord, LabelRecord, TopicRecord
from medications.importers.sources import Progress, Source, SourceError, open_source
from medications.importers.states import PageState, decide
from medications.importers.statistics import Statistics

R = TypeVar("R", TopicRecord, LabelRecord)


@dataclass(frozen=True)
class Options:
    """``update_edited``: save a changed record as a draft where an editor has changed the page; else leave it."""

    publish: bool = False
    dry_run: bool = False
    update_edited: bool = False


@dataclass(frozen=True)
class Console:
    """Where a run tells what happens: ``note`` gets lines about records, ``progress`` and ``done`` how far it is."""

    note: Callable[[str], None]
    progress: Callable[[Progress, int], None]
    done: Callable[[Progress, int], None]


class Importer(ABC, Generic[R]):
    """Base of the importers of the two corpora.

    Each record is one transaction: its page, edition, events and new entries are there together or not at all, so a
    run that is killed is resumed by running it again.
    """

    def __init__(self, options: Options) -> None:
        self.options = options
        self.search = SearchQueue()
        self._statistics = Statistics()
        self._seen: set[str] = set()

    @abstractmethod
    def read(self, source: Source) -> Iterator[R | BadRecord]: ...

    @abstractmethod
    def prepare(self, paths: Iterable[Path]) -> None:
        """Called once before the first record."""

    @abstractmethod
    def identity(self, record: R) -> str:
        """The record's id at its source, which is that of its page."""

    @abstractmethod
    def state(self, record: R) -> PageState | None: ...

    @abstractmethod
    def digest(self, record: R) -> str: ...

    @abstractmethod
    def title(self, record: R) -> str: ...

    @abstractmethod
    def write(self, record: R, outcome: Outcome, state: PageState | None, digest: str) -> None:
        """Write what ``outcome`` says, inside a transaction."""

    @abstractmethod
    def writing(self) -> AbstractContextManager[None]:
        """What holds for the whole run."""

    @abstractmethod
    def forget(self) -> None:
        """The transaction of ``write`` was rolled back: what was kept in memory of it must go."""

    def run(self, paths: list[Path], console: Console) -> Summary:
        """Import all files, and go on with the next where one breaks off."""
        began = time.monotonic()
        summary = Summary()
        words_wait = indexing_later(lambda page_id: self.search.add(SearchDocument, page_id))
        with indexing_by_hand(), words_wait, self.writing():
            self.search.add_missing(SearchDocument.objects.all())
            self.prepare(paths)
            try:
                for path in paths:
                    self._run_file(path, summary, console)
            finally:
                self.search.flush()
                self._statistics.finish()
        summary.seconds = time.monotonic() - began
        return summary

    def _run_file(self, path: Path, summary: Summary, console: Console) -> None:
        try:
            with open_source(path) as source:
                for record in self.read(source):
                    outcome, note = (
                        self._bad(record) if isinstance(record, BadRecord) else self._record(record)
                    )
                    summary.add(outcome)
                    self.search.flush_if_long()
                    if note:
                        console.note(note)
                    console.progress(source.progress, summary.records)
                console.done(source.progress, summary.records)
        except SourceError as error:
            summary.broken.append(str(error))
            console.note(f"broken off: {error}")

    def _bad(self, record: BadRecord) -> tuple[Outcome, str]:
        outcome = Outcome.FAILED if record.is_failure else Outcome.SKIPPED
        return outcome, f"{'failed' if record.is_failure else 'skipped'}: {record}"

    def _record(self, record: R) -> tuple[Outcome, str]:
        if self.identity(record) in self._seen:
            return (
                Outcome.FAILED,
                f"failed: {record.place}: {self.identity(record)}: a record before it has the same id",
            )
        self._seen.add(self.identity(record))
        state, digest = self.state(record), self.digest(record)
        outcome = decide(state, digest, publish=self.options.publish)
        note = self._conflict_note(record, state) if outcome is Outcome.CONFLICT else ""
        is_left = outcome is Outcome.CONFLICT and not self.options.update_edited
        if outcome is Outcome.UNCHANGED or is_left or self.options.dry_run:
            return outcome, note
        try:
            with transaction.atomic():
                self.write(record, outcome, state, digest)
        except (ImportProblem, PublishRefused, ValidationError, DatabaseError, ValueError) as error:
            self.forget()
            return (
                Outcome.FAILED,
                f"failed: {record.place}: {self.identity(record)}, “{self.title(record)}”: {_said(error)}",
            )
        self._statistics.note_write()
        return outcome, note

    def _conflict_note(self, record: R, state: PageState | None) -> str:
        page_id = state.page_id if state is not None else 0
        done = (
            "saved as a draft"
            if self.options.update_edited and not self.options.dry_run
            else "left as the editor has it"
        )
        return (
            f"conflict: {record.place}: “{self.title(record)}” has changed at the source, and an editor has changed "
            f"page {page_id}: {done}"
        )


def _said(error: Exception) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else " ".join(str(error).split())
