"""Start-up guards: a cache that is only half named is never purged, and nobody would notice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, register

from cms.purging.configured import KINDS, missing


def connect() -> None:
    register(caches_can_be_purged)


def caches_can_be_purged(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """purging.E001: no such kind of cache. E002: it lacks a setting. E003: no address. W001: named, and not purged."""
    return [*_unknown(), *_incomplete(), *_no_addresses(), *_unused()]


def _unknown() -> Iterator[CheckMessage]:
    for name in settings.PURGE_CACHES:
        if name not in KINDS:
            yield Error(
                f"PURGE_CACHES names {name!r}, which is no kind of cache known here.",
                hint=f"It takes {', '.join(KINDS)}, by commas; empty for none.",
                id="purging.E001",
            )


def _incomplete() -> Iterator[CheckMessage]:
    for name in _named():
        for setting in missing(name):
            yield Error(
                f"PURGE_CACHES names {name}, and {setting} is empty: it would keep what has changed.",
                hint=f"Set {setting} in the environment, or take {name} out of PURGE_CACHES.",
                id="purging.E002",
            )


def _no_addresses() -> Iterator[CheckMessage]:
    for server in settings.VARNISH_SERVERS:
        parts = urlsplit(server)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            yield Error(
                f"VARNISH_SERVERS has {server!r}, which is no address.",
                hint="Write each as http://varnish:6091: where it takes purges, not where readers ask.",
                id="purging.E003",
            )


def _unused() -> Iterator[CheckMessage]:
    for name in KINDS.keys() - set(_named()):
        present = [setting for setting in KINDS[name].needs if getattr(settings, setting)]
        if present:
            yield checks.Warning(
                f"{', '.join(present)} is set, and PURGE_CACHES does not name {name}: it is not purged.",
                hint=f"Add {name} to PURGE_CACHES, or empty {', '.join(present)}.",
                id="purging.W001",
            )


def _named() -> list[str]:
    return [name for name in settings.PURGE_CACHES if name in KINDS]
