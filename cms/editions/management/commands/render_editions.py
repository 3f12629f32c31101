"""After a deploy that changes what pages look like, or of the address of the API, renders them anew."""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.core.progress import ProgressBar, add_progress_argument, progress_bar
from cms.editions.processes import ProcessLost, Rerendered, rerender
from cms.editions.services import outdated_page_ids

MOST_WORKERS = 32


class Command(BaseCommand):
    help = (
        "Render anew what other code, or another address of the API, has left behind. Until then readers get the "
        "former editions. May be stopped or killed at any moment: run it again, and it goes on with what is left. "
        "Exit code 1 if a page failed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--all",
            action="store_true",
            help="render every live page, whatever its edition; begins anew if run again",
        )
        parser.add_argument("--dry-run", action="store_true", help="say how many there are, and render none")
        parser.add_argument(
            "--workers",
            type=_workers,
            default=1,
            metavar="N",
            help=f"render in so many processes, 1 to {MOST_WORKERS}; on SQLite, where one writes at a time, 1 is best",
        )
        add_progress_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        page_ids = outdated_page_ids(everything=options["all"])
        if options["dry_run"]:
            self.stdout.write(f"{len(page_ids):,} pages to render.")
            return
        outcome = self._render(page_ids, options["workers"], progress_bar(options, noun="pages"))
        if options["verbosity"] > 0:
            self.stdout.write(f"{outcome.done:,} pages rendered, {outcome.changed:,} with a new edition.")
        if outcome.failed:
            raise CommandError(
                f"{len(outcome.failed):,} of them could not be rendered and keep their former editions."
            )

    def _render(self, page_ids: list[int], workers: int, bar: ProgressBar) -> Rerendered:
        outcome = Rerendered()
        try:
            for part in rerender(page_ids, workers=workers):
                outcome += part
                for page_id, reason in part.failed:
                    bar.clear()
                    self.stderr.write(f"page {page_id}: {reason}")
                finished = outcome.done == len(page_ids)
                bar.update(outcome.done / len(page_ids), count=outcome.done, final=finished)
        except ProcessLost as lost:
            raise CommandError(
                f"{lost}. {outcome.done:,} of {len(page_ids):,} pages are rendered; run it again for the others."
            ) from lost
        return outcome


def _workers(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= MOST_WORKERS:
        raise ArgumentTypeError(f"a number from 1 to {MOST_WORKERS}")
    return int(text)
