"""What a query string may be, before anyone reads a meaning into it."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest

from cms.api.nearest import BadRequest, naming_nearest

# Identifiers are 64-bit in the database; anything beyond names nothing.
LARGEST = 2**63 - 1
LONGEST_VALUE = 4000


def check_well_formed(request: HttpRequest) -> None:
    """Refuse what no parameter may hold: bytes that are no text, NUL, a name given twice."""
    try:
        unquote_to_bytes(request.META.get("QUERY_STRING", "").replace("+", " ")).decode()
    except UnicodeDecodeError as error:
        raise BadRequest("the query string is not valid UTF-8") from error
    for name, values in request.GET.lists():
        if "\x00" in name or any("\x00" in value for value in values):
            raise BadRequest("null characters are not allowed")
        if len(values) > 1:
            raise BadRequest(f"query parameter is given more than once: {name}")
        if len(values[0]) > LONGEST_VALUE:
            raise BadRequest(f"query parameter is longer than {LONGEST_VALUE} characters: {name}")


def check_known(request: HttpRequest, known: Collection[str]) -> None:
    """Refuse names that mean nothing here; a misspelt filter must not answer with everything."""
    unknown = sorted(set(request.GET) - set(known))
    if unknown:
        raise naming_nearest(
            f"query parameter is not an operation or a recognised field: {', '.join(unknown)}", unknown, known
        )


def check_one_of(request: HttpRequest, name: str, values: Collection[str]) -> None:
    """Refuse a parameter with another value than these; it may be missing."""
    value = request.GET.get(name)
    if value is not None and value not in values:
        known = ", ".join(f"'{known}'" for known in values)
        raise BadRequest(f"{name} must be one of {known}, got '{value}'")


def whole_number(text: str, *, name: str) -> int:
    """A number from 0 to 2^63 - 1; raises ``BadRequest`` in stock Wagtail's words."""
    try:
        number = int(text)
    except ValueError as error:
        raise BadRequest(f"{name} must be a positive integer") from error
    if not 0 <= number <= LARGEST:
        raise BadRequest(f"{name} must be a positive integer")
    return number
