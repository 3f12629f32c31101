"""Holding a version fast, so that what goes out is what was looked at."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import QuerySet
from wagtail.models import Revision


def keep_while_pinned(collector: Any, field: Any, sub_objs: Any, using: str) -> None:
    """An ``on_delete``: a version that a release needs is not cleared away by itself, only together with its object.

    Wagtail's ``purge_revisions`` passes over what is protected. With the object, the item loses its version.
    """
    if _is_of_revisions(collector.origin):
        models.PROTECT(collector, field, sub_objs, using)
    models.SET_NULL(collector, field, sub_objs, using)


def content_hash(revision: Revision) -> str:
    """SHA-256 of what the version says, in hexadecimal; the same for as long as nobody writes over it."""
    text = json.dumps(revision.content, sort_keys=True, separators=(",", ":"), cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def is_pinned(revision: Revision) -> bool:
    """Whether a release that has not gone out yet holds this version."""
    items = apps.get_model("releases", "ReleaseItem")._default_manager
    return items.filter(revision=revision).exclude(release__state="published").exists()


def _is_of_revisions(origin: Any) -> bool:
    return isinstance(origin, Revision) or (isinstance(origin, QuerySet) and origin.model is Revision)
