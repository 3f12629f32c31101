"""Makes a pass with which the API tells what it said at a moment that is past."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cms.editions.passes import NoPass, make_pass

LONGEST = 366


class Command(BaseCommand):
    help = (
        "Print a pass for ?as_of= in the pages API. It speaks for a person who may open the admin, and ends when that "
        "person may not any more. Send it in the header: Authorization: Bearer PASS."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="for whom it speaks")
        parser.add_argument(
            "--days", type=int, default=7, help=f"how long it is good, 1 to {LONGEST}; else 7"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not 1 <= options["days"] <= LONGEST:
            raise CommandError(f"A pass is good for 1 to {LONGEST} days.")
        users = get_user_model()
        user = users._default_manager.filter(**{users.USERNAME_FIELD: options["username"]}).first()
        if user is None:
            raise CommandError(f"There is nobody called {options['username']}.")
        try:
            self.stdout.write(make_pass(user, until=timezone.now() + timedelta(days=options["days"])))
        except NoPass as error:
            raise CommandError(str(error)) from error
