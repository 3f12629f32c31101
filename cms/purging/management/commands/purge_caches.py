"""For operators: purge by hand, and see what caches are owed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.core.keys import EVERY_ANSWER
from cms.core.moment import database_now
from cms.purging import configured, services
from cms.purging.models import PurgeRequest


class Command(BaseCommand):
    help = (
        "Purge everything from the caches in PURGE_CACHES, or what carries one of the keys given, such as page-12. "
        "Exit code 1 if a cache could not be reached; it stays owed, and workers go on trying."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("keys", nargs="*", metavar="KEY", help="surrogate keys; none for everything")
        parser.add_argument(
            "--status", action="store_true", help="say what each cache is owed, and purge nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not configured.names():
            raise CommandError(
                "PURGE_CACHES names no cache that is set up. `manage.py check` says what is missing."
            )
        if options["status"]:
            self._tell()
            return
        now = database_now()
        services.request(keys=options["keys"] or [EVERY_ANSWER], now=now)
        purges = services.purge_due(now=now)
        if options["verbosity"] > 0:
            self._tell()
        if purges.failed:
            raise CommandError("Not every cache could be purged; what failed is tried again by the workers.")

    def _tell(self) -> None:
        for name in configured.names():
            owed = PurgeRequest.objects.filter(cache=name, again=False)
            first = owed.order_by("requested_at").first()
            if first is None:
                self.stdout.write(f"{name}: nothing owed")
            else:
                error = f", {first.attempts} tries, {first.last_error}" if first.last_error else ""
                self.stdout.write(
                    f"{name}: {owed.count()} owed since {first.requested_at:%Y-%m-%d %H:%M:%S}{error}"
                )
