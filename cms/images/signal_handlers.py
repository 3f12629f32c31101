"""Django's signals, translated."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connection
from wagtail.images import get_image_model

from cms.core.moment import database_now
from cms.images import services


def ask_after_migrate(sender: Any, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """A release may come with other presets; the first one with any finds images that were uploaded before."""
    tables = set(connection.introspection.table_names())
    needed = {
        model._meta.db_table for model in (get_image_model(), *apps.get_app_config("images").get_models())
    }
    if using == DEFAULT_DB_ALIAS and needed <= tables:
        services.request_outdated(now=database_now())
