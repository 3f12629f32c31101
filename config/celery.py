"""The Celery application. Its settings are Django's `CELERY_*`."""

import logging.config
import os
import socket
import sys
from typing import Any

from celery import Celery, bootsteps
from celery.schedules import crontab
from celery.signals import setup_logging, worker_process_init

from config.env import BASE_DIR, choose_settings, env
from config.kept_child import KeptChild

CLOCK_COMMAND = (sys.executable, str(BASE_DIR / "manage.py"), "run_clock")

# Of the pool: what it does is soon enough a little later, and the clock and the web are not.
NICENESS = 5

choose_settings()

app = Celery("formulary")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_configure.connect
def schedule_nightly_work(sender: Celery, **_: Any) -> None:
    """Here and not among the settings, which know nothing of Celery; and not before somebody asks for them."""
    refresh = sender.signature("cms.related.tasks.refresh_all")
    sender.add_periodic_task(crontab(hour=3, minute=20), refresh, name="related-nightly", expires=60 * 60)


class ClockStep(bootsteps.StartStopStep):
    """Runs the publishing clock beside each worker; with `FORMULARY_CLOCK=0`, a worker has none.

    The clock is a process of its own, so that no task and no pool can hold it up.
    """

    requires = ("celery.worker.components:Pool",)

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self.clock: KeptChild | None = None

    def include_if(self, parent: Any) -> bool:
        return env.clock

    def start(self, parent: Any) -> None:
        self.clock = KeptChild("clock", CLOCK_COMMAND)
        self.clock.start()

    def stop(self, parent: Any) -> None:
        if self.clock:
            self.clock.stop()
            self.clock = None

    def terminate(self, parent: Any) -> None:
        self.stop(parent)


app.steps["worker"].add(ClockStep)


@setup_logging.connect
def keep_djangos_logging(**_: Any) -> None:
    """With a receiver here, Celery leaves the log as Django's `LOGGING` set it."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


@worker_process_init.connect
def give_way_to_the_clock(**_: Any) -> None:
    os.nice(NICENESS)


def worker_answers(*, timeout: float) -> bool:
    """True when the worker on this host answers a ping over the broker within `timeout` seconds."""
    name = f"celery@{socket.gethostname()}"
    return bool(app.control.ping(destination=[name], timeout=timeout))
