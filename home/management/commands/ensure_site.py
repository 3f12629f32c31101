"""``manage.py ensure_site``: the first pages of a site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from home.services import ensure_site


class Command(BaseCommand):
    help = "Give the default site its home page and one index page per section. Changes nothing that is there already."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--title", default="Formulary", help="of the home page (default: %(default)s)")
        parser.add_argument(
            "--address",
            default=settings.FRONTEND_URL or settings.WAGTAILADMIN_BASE_URL,
            help="where the website is read; pages name it as theirs as long as the site is called localhost "
            "(default: %(default)s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        home = ensure_site(title=options["title"], address=options["address"])
        if options["verbosity"] > 0:
            self.stdout.write(
                f"The site has its home page “{home.title}” and {home.get_children().count()} pages below it."
            )
