"""Proves that publishing keeps its promises, or says where it does not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.core.moment import database_now
from cms.publishing.invariants import CHECKS, a_clock_is_running


class Command(BaseCommand):
    help = (
        "Check that nothing was published early, twice, late or not at all. Exit code 1 if a rule is broken."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--lag", type=float, default=5.0, help="Seconds that due work may take. Default: 5."
        )
        parser.add_argument(
            "--no-clock",
            action="store_true",
            help="Do not ask for a running clock, where cron does the work.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now, lag = database_now(), timedelta(seconds=options["lag"])
        broken = 0
        for check in CHECKS:
            if check is a_clock_is_running and options["no_clock"]:
                continue
            found = list(check(now, lag))
            broken += len(found)
            rule = check.__name__.replace("_", " ").capitalize()
            self.stdout.write(f"{rule}: {'ok' if not found else f'{len(found)} broken'}")
            for line in found:
                self.stdout.write(f"  {line}")
        if broken:
            raise CommandError(f"{broken} findings.")
