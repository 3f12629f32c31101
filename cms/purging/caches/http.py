"""The one way out to a cache: a request that is answered soon, or fails."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from urllib.parse import urlsplit

# A cache that takes longer is tried again: whoever purges has others to tell.
SECONDS = 3.0
SHOWN = 200


class NotPurged(Exception):
    """The cache has answered, and not with a yes."""


def send(method: str, url: str, *, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    """The body of the answer. Raises ``NotPurged`` where that is not 2xx, and ``OSError`` or ``HTTPException`` where
    there is none. Neither shows the headers sent, which may hold a token."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=SECONDS)
    try:
        connection.request(method, parts.path or "/", body=body or None, headers=dict(headers))
        answer = connection.getresponse()
        text = answer.read()
    finally:
        connection.close()
    if not 200 <= answer.status < 300:
        raise NotPurged(f"{answer.status} {answer.reason}: {text[:SHOWN].decode(errors='replace')}")
    return text
