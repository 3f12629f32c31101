"""What both import commands have in common: arguments, progress, summary, exit code."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.core.progress import add_progress_argument, progress_bar
from medications.importers.importer import Console, Importer, Options
from medications.importers.outcomes import ImportProblem, Outcome, Summary


class ImportCommand(BaseCommand):
    """Exits with 0 if every record was read and used, with 1 if any failed or a file broke off."""

    importer: ClassVar[type[Importer[Any]]]
    files: ClassVar[str]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=self.files)
        parser.add_argument("--publish", action="store_true", help="Publish the pages; else they are drafts.")
        parser.add_argument("--dry-run", action="store_true", help="Write nothing; say what would happen.")
        parser.add_argument(
            "--update-edited",
            action="store_true",
            help="Where an editor has changed a page and its record has changed too, save the record as a draft.",
        )
        add_progress_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        bar = progress_bar(options, noun="records")

        def note(line: str) -> None:
            bar.clear()
            self.stderr.write(line)

        console = Console(
            note=note,
            progress=lambda progress, records: bar.update(progress.part, count=records),
            done=lambda progress, records: bar.update(progress.part, count=records, final=True),
        )
        chosen = Options(
            publish=options["publish"], dry_run=options["dry_run"], update_edited=options["update_edited"]
        )
        # Wagtail logs every page and entry it saves; here that would be all the run has to say, thousands of times.
        logging.getLogger("wagtail").setLevel(logging.DEBUG if options["verbosity"] > 1 else logging.WARNING)
        try:
            summary = self.importer(chosen).run(options["files"], console)
        except ImportProblem as problem:
            raise CommandError(str(problem)) from problem
        self._report(summary, is_dry=chosen.dry_run)

    def _report(self, summary: Summary, *, is_dry: bool) -> None:
        self.stdout.write(f"{'Dry run, nothing written. Would be: ' if is_dry else ''}{summary}")
        if summary.broken:
            self.stdout.write("What was read before a file broke off is imported; nothing is half done.")
        if summary.has_failed:
            raise CommandError(f"not everything was imported: {_failures(summary)}")


def _failures(summary: Summary) -> str:
    failed = summary.counts[Outcome.FAILED]
    parts = [f"{failed:,} records failed"] if failed else []
    parts += [f"{len(summary.broken)} file(s) broke off"] if summary.broken else []
    return ", ".join(parts)
