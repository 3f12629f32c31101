"""After a deploy that changes what pages look like, or of the address of the API, renders them anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cms.core.problems import PublishRefused
from cms.core.progress import ProgressBar, add_progress_argument, progress_bar
from cms.editions.services import outdated_page_ids
from cms.publishing.services import refresh_page


class Command(BaseCommand):
    help = (
        "Render anew what other code, or another address of the API, has left behind. Until then readers get the "
        "former editions. May be stopped at any moment and run again. Exit code 1 if a page failed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="render every live page, whatever its edition")
        parser.add_argument("--dry-run", action="store_true", help="say how many there are, and render none")
        add_progress_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        page_ids = outdated_page_ids(everything=options["all"])
        if options["dry_run"]:
            self.stdout.write(f"{len(page_ids):,} pages to render.")
            return
        failed, changed = self._render(page_ids, progress_bar(options, noun="pages"))
        if options["verbosity"] > 0:
            self.stdout.write(f"{len(page_ids):,} pages rendered, {changed:,} with a new edition.")
        if failed:
            raise CommandError(f"{failed:,} of them could not be rendered and keep their former editions.")

    def _render(self, page_ids: list[int], bar: ProgressBar) -> tuple[int, int]:
        """How many failed, and how many have changed."""
        failed = changed = 0
        for number, page_id in enumerate(page_ids, start=1):
            try:
                changed += refresh_page(page_id=page_id, now=timezone.now())
            except PublishRefused as refused:
                failed += 1
                bar.clear()
                self.stderr.write(f"page {page_id}: {refused}")
            bar.update(number / len(page_ids), count=number, final=number == len(page_ids))
        return failed, changed
