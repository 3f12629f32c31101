"""A page by its path or its number, when nothing else is asked: the requests that nearly all readers make.

They are answered from one lookup by key where the page is known to be public (``cms.editions.serving``). Whatever else
is asked, and all that is not known, goes to the endpoint itself, whose answer is the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import TypeVar
from urllib.parse import unquote_plus

from django.db import DatabaseError, InterfaceError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import get_script_prefix, reverse
from django.utils import timezone

from cms.api import places
from cms.api.parameters import LARGEST, LONGEST_VALUE
from cms.api.responses import served_response
from cms.editions import serving

Found = TypeVar("Found")
BY_PATH = "path="
QUICK_METHODS = frozenset({"GET", "HEAD"})
# Of requests that are for one page: its number below the pages.
NUMBER = re.compile(r"(\d{1,19})/")
# What a cache sends that asks whether its copy is still the current one, and nothing else.
ONE_VALIDATOR = re.compile(r'(?:W/)?"([0-9a-f]{64})"')
OTHER_CONDITIONS = ("HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")


def answer(request: HttpRequest) -> HttpResponse | None:
    """The page that is asked for; None where it is not known to be public, or something else is asked."""
    by_path, pages = prefixes(get_script_prefix())
    if request.method not in QUICK_METHODS or not request.path.startswith(pages):
        return None
    now = timezone.now()
    if request.path == by_path:
        path = _path_asked(request)
        served = unless_broken(lambda: _at_path(path, request, now)) if path else None
    else:
        number = _number_asked(request, request.path.removeprefix(pages))
        served = unless_broken(lambda: _of_page(number, request, now)) if number else None
    return None if served is None else served_response(request, served, now=now)


@lru_cache(maxsize=8)
def prefixes(_script: str) -> tuple[str, str]:
    """Where pages are asked for by path, and where the others are; ``_script`` is what both begin with."""
    return reverse("wagtailapi:pages:by-path"), reverse("wagtailapi:pages:listing")


def _at_path(path: str, request: HttpRequest, now: datetime) -> serving.Served | None:
    return serving.at_path(path, host=request.get_host(), now=now, without=_digest_known(request))


def _of_page(number: int, request: HttpRequest, now: datetime) -> serving.Served | None:
    return serving.of_page(number, host=request.get_host(), now=now, without=_digest_known(request))


def _digest_known(request: HttpRequest) -> str:
    """The digest of what the client has, where that alone decides whether it gets a 304; else nothing."""
    validator = request.META.get("HTTP_IF_NONE_MATCH")
    if validator is None or any(name in request.META for name in OTHER_CONDITIONS):
        return ""
    found = ONE_VALIDATOR.fullmatch(validator)
    return found[1] if found else ""


def unless_broken(find: Callable[[], Found | None]) -> Found | None:
    """What ``find`` finds; None where the connection does not hold."""
    try:
        return find()
    except (DatabaseError, InterfaceError):
        # A connection that broke since it was last used. Whoever asks next makes a new one.
        connection.close_if_unusable_or_obsolete()
        return None


def _path_asked(request: HttpRequest) -> str | None:
    """The path, where the query string is that of a path and nothing else."""
    query: str = request.META.get("QUERY_STRING", "")
    if not query.startswith(BY_PATH) or "&" in query:
        return None
    try:
        text = unquote_plus(query.removeprefix(BY_PATH), errors="strict")
        return places.normalise(text) if len(text) <= LONGEST_VALUE else None
    except (UnicodeDecodeError, Http404):
        return None


def _number_asked(request: HttpRequest, rest: str) -> int | None:
    """The number of the page, where nothing is asked but that. ``rest``: of the path, below the pages."""
    found = NUMBER.fullmatch(rest)
    if found is None or request.META.get("QUERY_STRING"):
        return None
    number = int(found[1])
    return number if number <= LARGEST else None
