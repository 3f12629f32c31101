"""Writes the public pages of a site as files, for static hosting, and keeps them true by the change feed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from wagtail.models import Site

from cms.core.progress import add_progress_argument, progress_bar
from cms.editions.export import Outcome, export
from cms.editions.folder import Folder, FolderRefused


class Command(BaseCommand):
    help = (
        "Write each public page, byte for byte as the API sends it, to DIR/<its path>/index.json. Run again, it writes "
        "and removes only what has changed since. May be stopped at any moment and run again. Exit code 1 if anything "
        "failed; that is tried again by the next run."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="an empty folder, or one written before")
        parser.add_argument("--site", metavar="HOST", help="host name, or host:port; else the default site")
        parser.add_argument("--all", action="store_true", help="compare every file, whatever the feed says")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
        add_progress_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        bar = progress_bar(options, noun="pages")
        try:
            outcome = export(
                Folder(options["folder"]),
                site=_site(options["site"]),
                clock=timezone.now,
                whole=options["all"],
                dry_run=options["dry_run"],
                progress=lambda done, all_: bar.update(done / all_, count=done, final=done == all_),
            )
        except FolderRefused as refused:
            raise CommandError(str(refused)) from refused
        for failure in outcome.failed:
            self.stderr.write(failure)
        if options["verbosity"] > 0:
            self.stdout.write(_summary(outcome, dry_run=options["dry_run"]))
        if outcome.failed:
            raise CommandError(f"{len(outcome.failed):,} failed. They are tried again by the next run.")


def _summary(outcome: Outcome, *, dry_run: bool) -> str:
    counts = (
        f"{outcome.written:,} pages written, {outcome.removed:,} removed, {outcome.unchanged:,} unchanged"
    )
    if dry_run:
        return f"Would be: {counts}."
    return f"{counts}. True as of event {outcome.sequence}."


def _site(host: str | None) -> Site:
    sites = Site.objects.select_related("root_page")
    if host is None:
        found = list(sites.filter(is_default_site=True))
    else:
        name, _, port = host.partition(":")
        found = list(sites.filter(hostname=name, **({"port": int(port)} if port.isdigit() else {})))
    if len(found) != 1:
        known = ", ".join(f"{site.hostname}:{site.port}" for site in sites)
        raise CommandError(f"Name one site with --site HOST:PORT. There are: {known or 'none'}.")
    return found[0]
