"""Takes the place of Wagtail's command of the same name, so that an old cron line does the right thing."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.management.base import BaseCommand, CommandError, CommandParser
from wagtail.models import Revision

from cms.core.moment import database_now
from cms.publishing.due import Due, due_now
from cms.publishing.models import JobKind
from cms.publishing.runner import Summary, run_due


class Command(BaseCommand):
    help = "Publish and expire whatever is due now. Normally the clock in each worker does it by itself."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run",
            "--dryrun",
            action="store_true",
            dest="dry_run",
            help="Say what is due and change nothing.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            self._say_what_is_due()
            return
        total = Summary()
        while True:
            done = run_due(now=database_now())
            total.outcomes.update(done.outcomes)
            if not done.has_progressed:
                break
        self.stdout.write(f"{total}.")
        if total.failed:
            raise CommandError(f"{total.failed} failed; the reasons are on the dashboard and in the log.")

    def _say_what_is_due(self) -> None:
        self.stdout.write("Will do a dry run.")
        items = due_now(now=database_now(), limit=10_000)
        for item in items:
            self.stdout.write(f"{item.due:%Y-%m-%d %H:%M:%S %Z}\t{item.kind.label}\t{_name(item)}")
        self.stdout.write(f"{len(items)} due.")


def _name(item: Due) -> str:
    if item.kind == JobKind.PUBLISH:
        return str(Revision.objects.values_list("object_str", flat=True).get(pk=item.revision_id))
    model = ContentType.objects.get_for_id(item.content_type_id).model_class()
    return str(model._default_manager.get(pk=item.object_id)) if model is not None else item.object_id
