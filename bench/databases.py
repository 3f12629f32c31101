"""Databases for one run of a benchmark each."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import LiteralString
from urllib.parse import urlsplit

import psycopg
from psycopg import sql


@contextmanager
def fresh_database(folder: Path, *, name: str) -> Iterator[str]:
    """The URL of an empty database: on the server of DATABASE_URL, or a file in ``folder``. Dropped at the end.

    Two runs at the same time have one each: its name is ``name`` and something that no other run has. One that is
    killed leaves its database behind.
    """
    own = f"{name}_{secrets.token_hex(4)}"
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield f"sqlite:///{folder / own}.sqlite3"
        return
    _do(server, "CREATE DATABASE {}", own)
    try:
        parts = urlsplit(server)
        yield f"{parts.scheme}://{parts.netloc}/{own}"
    finally:
        _do(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", own)


def _do(server: str, what: LiteralString, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL(what).format(sql.Identifier(name)))
