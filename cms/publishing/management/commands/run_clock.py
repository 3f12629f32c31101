"""Runs one clock until it is told to end: SIGTERM, Ctrl-C, or the end of a pipe on its standard input."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cms.publishing import tasks
from cms.publishing.clock import WARY_SECONDS, Clock
from cms.publishing.leash import Leash

# Seconds. Its threads ask the database all the time; after each answer, one of them would wait for as long as another
# may go on, which is ten times that otherwise.
SWITCH_INTERVAL = 0.0005


class Command(BaseCommand):
    help = "Publish and expire what is due, on time. Each Celery worker runs one; more than one is safe."
    # The tables may still be on their way when the worker starts; the clock waits for them.
    requires_migrations_checks = False
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--wary-for",
            type=float,
            default=WARY_SECONDS,
            metavar="SECONDS",
            help="How long, after the start, to count each try beforehand and to begin nothing early: the clock before "
            "may have been ended by a page.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        sys.setswitchinterval(SWITCH_INTERVAL)
        Clock(leash=Leash(), call_for_help=tasks.helpers.wake, wary_for=options["wary_for"]).run()
