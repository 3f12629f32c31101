"""Databases for one benchmark each."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql


def fresh_database(folder: Path, *, name: str) -> str:
    """The URL of an empty database: on the server of DATABASE_URL, or a file in ``folder``. Drops one of that name."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        return f"sqlite:///{folder / name}.sqlite3"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    parts = urlsplit(server)
    return f"{parts.scheme}://{parts.netloc}/{name}"
