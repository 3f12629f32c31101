"""Brings all related pages in line with the pages, as the nightly refresh does."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from cms.core.moment import database_now
from cms.core.progress import add_progress_argument, progress_bar
from cms.related.full import Outcome, refresh


class Command(BaseCommand):
    help = (
        "Make every list of related pages anew and mend those that are wrong. Changes nothing where the refreshes "
        "after each publish were right. May be stopped or killed at any moment: run it again. Exit code 1 if it fails."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="write nothing; say what is wrong")
        counting = parser.add_mutually_exclusive_group()
        counting.add_argument(
            "--reweigh", action="store_true", help="count anew in how many pages each feature stands"
        )
        counting.add_argument(
            "--same-counts",
            action="store_true",
            help="keep the counts as they are; else they are taken anew where the pages have drifted from them",
        )
        add_progress_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        bar = progress_bar(options, noun="pages")
        reweigh = True if options["reweigh"] else False if options["same_counts"] else None
        try:
            outcome = refresh(
                now=database_now(),
                reweigh=reweigh,
                is_dry=options["dry_run"],
                progress=lambda part, count: bar.update(part, count=count, final=part >= 1),
            )
        except DatabaseError as error:
            raise CommandError(f"The refresh broke off; run it again: {error}") from error
        if options["verbosity"] > 0:
            self.stdout.write(_in_words(outcome, is_dry=options["dry_run"]))


def _in_words(outcome: Outcome, *, is_dry: bool) -> str:
    done = "would change" if is_dry else "changed"
    counted = ", features counted anew" if outcome.counted else ""
    return (
        f"{outcome.pages:,} pages: {outcome.vectors:,} vectors and {outcome.lists:,} lists {done}, "
        f"{outcome.changed:,} for readers{counted}, in {outcome.seconds:.1f} seconds."
    )
