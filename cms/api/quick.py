"""A page by its path or its number, when nothing else is asked: the requests that nearly all readers make.

They are answered from one lookup by key where the page is known to be public (``cms.editions.serving``). Whatever else
is asked, and all that is not known, goes to the endpoint itself, whose answer is the same.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from urllib.parse import unquote_plus

from django.db import DatabaseError, InterfaceError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from cms.api import places
from cms.api.parameters import LARGEST, LONGEST_VALUE
from cms.api.responses import served_response
from cms.editions import serving

Found = TypeVar("Found")
View = Callable[..., HttpResponse]
BY_PATH = "path="
QUICK_METHODS = frozenset({"GET", "HEAD"})


def by_path(view: View) -> View:
    """``view``, unless the request is for a path alone and the page that stands there is known to be public."""

    @wraps(view)
    def quick(request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        path = _path_asked(request)
        served = (
            unless_broken(lambda: serving.at_path(path, host=request.get_host(), now=now)) if path else None
        )
        return view(request) if served is None else served_response(request, served, now=now)

    return quick


def by_number(view: View) -> View:
    """``view``, unless the request is for a page alone that is known to be public."""

    @wraps(view)
    def quick(request: HttpRequest, pk: int) -> HttpResponse:
        now = timezone.now()
        plain = request.method in QUICK_METHODS and not request.META.get("QUERY_STRING") and pk <= LARGEST
        served = (
            unless_broken(lambda: serving.of_page(pk, host=request.get_host(), now=now)) if plain else None
        )
        return view(request, pk) if served is None else served_response(request, served, now=now)

    return quick


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
    if request.method not in QUICK_METHODS or not query.startswith(BY_PATH) or "&" in query:
        return None
    try:
        text = unquote_plus(query.removeprefix(BY_PATH), errors="strict")
        return places.normalise(text) if len(text) <= LONGEST_VALUE else None
    except (UnicodeDecodeError, Http404):
        return None
