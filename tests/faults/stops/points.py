"""Places in a publish at which a test can hold a process, and kill it there.

A file ``VAR_DIR/stops/<point>`` makes the process write ``<point>.reached`` and wait until the file is gone.
"""

from __future__ import annotations

import os
import time
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.backends.signals import connection_created
from django.db.models.signals import pre_save

from cms.core.models import BasePage
from cms.events.models import Event
from cms.publishing import projections
from cms.publishing.models import PublishJob
from cms.publishing.projections import Prepared, Transition
from config.env import env

STOPS = env.var_dir / "stops"
JOBS = f'INTO "{PublishJob._meta.db_table}"'


def connect() -> None:
    projections.register("stops", _in_the_projection)
    pre_save.connect(_before_the_page_is_saved, dispatch_uid="stops")
    connection_created.connect(_listen, dispatch_uid="stops")


def stop_at(point: str) -> None:
    """Wait here for as long as a test wants it."""
    order = STOPS / point
    if order.exists():
        (STOPS / f"{point}.reached").write_text(str(os.getpid()))
        while order.exists():
            time.sleep(0.01)


def _before_the_page_is_saved(instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, BasePage):
        stop_at("locked")


def _in_the_projection(page: BasePage, transition: Transition, now: datetime) -> Prepared:
    stop_at("saved")
    transaction.on_commit(lambda: stop_at("committed"))
    return Prepared(changed=False, write=_written)


def _written(event: Event) -> None:
    stop_at("written")


def _listen(connection: Any, **kwargs: Any) -> None:
    if _before_the_commit not in connection.execute_wrappers:
        connection.execute_wrappers.append(_before_the_commit)


def _before_the_commit(execute: Any, sql: str, *args: Any) -> Any:
    """The row of a job is the last that a publish writes."""
    result = execute(sql, *args)
    if sql.startswith("INSERT") and JOBS in sql:
        stop_at("finishing")
    return result
