"""Passes as they come with a request, and how answers to them go out."""

from __future__ import annotations

from django.http import HttpRequest

# Nobody keeps it, no address with the token in it goes anywhere, and no search engine lists it.
FOR_NOBODY_ELSE = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


def bearer(request: HttpRequest) -> str:
    """The pass in the header, which no log keeps and no address shows; empty where there is none."""
    scheme, _, sent = request.headers.get("Authorization", "").strip().partition(" ")
    return sent.strip() if scheme.lower() == "bearer" else ""
