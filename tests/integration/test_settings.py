"""What the settings modules promise, asked of a process that runs with them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import find_commands, get_commands
from django.db import connection

from config.env import BASE_DIR
from config.settings.integrations.database import database

PRODUCTION = {"SECRET_KEY": "k" * 60, "ALLOWED_HOSTS": "cms.example.org"}


def read_settings(
    module: str, environment: dict[str, str], *names: str
) -> "subprocess.CompletedProcess[str]":
    script = f"from {module} import *; import json; print(json.dumps([{', '.join(names)}]))"
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_production_refuses_to_start_without_what_only_an_operator_knows(
    missing: str, tmp_path: Path
) -> None:
    environment = {**PRODUCTION, "VAR_DIR": str(tmp_path)}
    del environment[missing]

    done = read_settings("config.settings.production", environment, "SECRET_KEY")

    assert done.returncode != 0
    assert f"{missing} is required" in done.stderr


def test_production_never_debugs_and_insists_on_https(tmp_path: Path) -> None:
    done = read_settings(
        "config.settings.production",
        {**PRODUCTION, "VAR_DIR": str(tmp_path)},
        *("DEBUG", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE"),
    )

    assert json.loads(done.stdout) == [False, True, True]


def test_a_desk_keeps_its_secret_key_from_start_to_start(tmp_path: Path) -> None:
    keys = {
        read_settings("config.settings.local", {"VAR_DIR": str(tmp_path)}, "SECRET_KEY").stdout
        for _ in range(2)
    }

    assert len(keys) == 1
    assert len(json.loads(keys.pop())[0]) > 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_without_redis_messages_go_through_files_and_with_it_through_redis(tmp_path: Path) -> None:
    files = {"VAR_DIR": str(tmp_path)}
    redis = {**files, "REDIS_URL": "redis://example/1"}
    names = ("CELERY_BROKER_URL", "CACHES['default']['BACKEND']", "sorted(CELERY_BROKER_TRANSPORT_OPTIONS)")

    broker, cache, options = json.loads(read_settings("config.settings.local", files, *names).stdout)
    assert broker.startswith("filesystem://")
    assert cache.endswith("FileBasedCache")
    assert "data_folder_in" in options

    broker, cache, options = json.loads(read_settings("config.settings.local", redis, *names).stdout)
    assert broker == "redis://example/1"
    assert cache.endswith("RedisCache")
    assert options == ["visibility_timeout"]


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="about SQLite")
def test_sqlite_runs_in_wal_and_takes_the_write_lock_first() -> None:
    with connection.cursor() as cursor:
        pragmas = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "foreign_keys")
        }

    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1}
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_a_relative_sqlite_path_is_taken_from_the_project() -> None:
    assert database("sqlite:///data/x.sqlite3", pool=False)["NAME"] == str(BASE_DIR / "data/x.sqlite3")
    assert database("sqlite:////data/x.sqlite3", pool=False)["NAME"] == "/data/x.sqlite3"


@pytest.mark.parametrize(("pool", "expected"), [(True, (0, True)), (False, (60, None))])
def test_postgresql_has_a_pool_or_lasting_connections(pool: bool, expected: Any) -> None:
    entry = database("postgres://u:p@h:5433/n", pool=pool)

    assert (entry["HOST"], entry["PORT"], entry["NAME"]) == ("h", 5433, "n")
    assert (entry["CONN_MAX_AGE"], entry["OPTIONS"].get("pool")) == expected


def test_each_command_of_ours_wins_over_one_of_the_same_name() -> None:
    ours = [name for name in settings.INSTALLED_APPS if name.split(".")[0] in {"cms", "home", "medications"}]
    commands = get_commands()

    lost = [
        (app, command)
        for app in ours
        for command in find_commands(str(BASE_DIR / app.replace(".", "/") / "management"))
        if commands[command] != app
    ]

    assert lost == []
