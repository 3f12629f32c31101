"""Runs one clock until it is told to end: SIGTERM, Ctrl-C, or the end of a pipe on its standard input."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from cms.publishing import tasks
from cms.publishing.clock import Clock
from cms.publishing.leash import Leash


class Command(BaseCommand):
    help = "Publish and expire what is due, on time. Each Celery worker runs one; more than one is safe."
    # The tables may still be on their way when the worker starts; the clock waits for them.
    requires_migrations_checks = False
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        Clock(leash=Leash(), call_for_help=tasks.helpers.wake).run()
