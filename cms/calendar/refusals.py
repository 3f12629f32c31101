"""Why an entry was not moved."""

from __future__ import annotations

from http import HTTPStatus


class NotMoved(Exception):
    """Nothing was changed; says why, in words for the editor. ``status``: what HTTP calls it."""

    status = HTTPStatus.BAD_REQUEST


class NotAllowed(NotMoved):
    status = HTTPStatus.FORBIDDEN


class Overtaken(NotMoved):
    """It is not scheduled as it was when the editor looked."""

    status = HTTPStatus.CONFLICT
