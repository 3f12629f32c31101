"""``manage.py load_demo``: the demonstration's texts, published, with logins to try the admin."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from medications.demo.accounts import ACCOUNTS, PASSWORD
from medications.demo.services import Loaded, Scheduled, load

SHOWN = ("topics/topical-immunomodulator", "medications/pimecrolimus")


class Command(BaseCommand):
    help = (
        "Load the demonstration: medicines for the skin, with a hub, drug pages, guides and articles, and one guide "
        "that goes live by itself a little later. A second run changes nothing. Never use it in production: it "
        "creates logins whose password is public."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--schedule-in",
            type=int,
            default=90,
            metavar="SECONDS",
            help="after how many seconds the scheduled guide goes live (default: 90)",
        )
        parser.add_argument(
            "--base-url",
            default=settings.WAGTAILADMIN_BASE_URL,
            help="where the site is served, for the addresses printed (default: %(default)s)",
        )
        parser.add_argument(
            "--force",
            action="store_true",
            help="load it even with the production settings, public password and all",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMO_CONTENT_ALLOWED or options["force"]):
            raise CommandError(
                "load_demo creates logins whose password is public, so it refuses to run with these settings. "
                "Use --force if this database is a demonstration."
            )
        if options["schedule_in"] < 1:
            raise CommandError("--schedule-in takes a number of seconds, 1 or more.")
        call_command("ensure_site", verbosity=0)
        wait = timedelta(seconds=options["schedule_in"])
        loaded = load(
            now=timezone.now(),
            schedule_at=lambda: timezone.now() + wait,
            progress=self._progress(options),
        )
        self._say_what_happened(loaded)
        self._say_where_to_go(options["base_url"].rstrip("/"), loaded.scheduled)

    def _progress(self, options: dict[str, Any]) -> Any:
        return self.stdout.write if options["verbosity"] > 1 else lambda _: None

    def _say_what_happened(self, loaded: Loaded) -> None:
        if loaded.new:
            self.stdout.write(self.style.SUCCESS(f"Loaded {loaded.pages} pages and {loaded.facts} facts."))
        else:
            self.stdout.write("The demonstration is there already: nothing was changed.")

    def _say_where_to_go(self, base_url: str, scheduled: Scheduled | None) -> None:
        self.stdout.write(f"\nAdmin: {base_url}/admin/")
        for account in ACCOUNTS:
            self.stdout.write(f"  {account.username} / {PASSWORD}   {account.may_do}")
        self.stdout.write("\nPages API:")
        for path in SHOWN:
            self.stdout.write(f"  {base_url}/api/v2/pages/by-path/?path=/{path}/")
        if scheduled is not None:
            goes_live = timezone.localtime(scheduled.goes_live_at)
            self.stdout.write(
                f"\n“{scheduled.title}” goes live by itself at {goes_live:%H:%M:%S %Z on %d %B %Y}:"
            )
            self.stdout.write(f"  {base_url}/api/v2/pages/by-path/?path={scheduled.path}")
        self.stdout.write(
            self.style.WARNING(
                "\nThese logins are for a demonstration. Their password is public: never use them elsewhere."
            )
        )
