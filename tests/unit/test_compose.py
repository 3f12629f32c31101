"""No container engine is needed to know that docker-compose.yml names what exists."""

import argparse
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands, load_command_class

from config.env import BASE_DIR, read_env
from config.probe import PROBES

SERVERS = {"postgres", "redis", "varnish"}
ONCE = {"migrate", "site"}
OURS = {*ONCE, "web", "worker", "beat"}
LONG_RUNNING = (OURS | SERVERS) - ONCE


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    return yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text())["services"]


def test_compose_has_every_process_and_server(services: dict[str, Any]) -> None:
    assert set(services) == OURS | SERVERS


@pytest.mark.parametrize("name", sorted(LONG_RUNNING))
def test_a_long_running_service_is_watched_and_restarted(services: dict[str, Any], name: str) -> None:
    service = services[name]

    assert service["restart"] == "unless-stopped"
    assert service["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_a_process_waits_for_its_servers_and_the_first_pages(services: dict[str, Any], name: str) -> None:
    assert services[name]["depends_on"] == {
        "postgres": {"condition": "service_healthy"},
        "redis": {"condition": "service_healthy"},
        "site": {"condition": "service_completed_successfully"},
    }


def test_the_first_pages_wait_for_the_migrations(services: dict[str, Any]) -> None:
    assert services["site"]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_a_health_check_asks_the_probe_for_that_process(services: dict[str, Any], name: str) -> None:
    assert services[name]["healthcheck"]["test"] == ["CMD", "python", "-m", "config.probe", name]
    assert name in PROBES


def test_every_variable_that_compose_sets_is_one_that_is_read(services: dict[str, Any]) -> None:
    reader = (BASE_DIR / "config/env.py").read_text()

    unread = [name for name in services["web"]["environment"] if f'"{name}"' not in reader]

    assert unread == []


@pytest.mark.parametrize("name", sorted(ONCE))
def test_what_runs_once_is_a_command_that_takes_these_arguments(services: dict[str, Any], name: str) -> None:
    python, script, command, *arguments = services[name]["command"]
    assert python == "python"
    assert (BASE_DIR / script).is_file()

    parser = load_command_class(get_commands()[command], command).create_parser(script, command)

    assert isinstance(parser, argparse.ArgumentParser)
    parser.parse_args(arguments)


def test_readers_and_editors_come_through_varnish_and_nobody_from_outside_can_purge(
    services: dict[str, Any],
) -> None:
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}
    command = services["varnish"]["command"]

    assert published == {"varnish": ["127.0.0.1:${PORT:-8000}:8080"]}
    assert "http=:8080,HTTP" in command
    assert "purge=:6091,HTTP" in command


def test_varnish_has_the_vcl_that_is_shipped_and_starts_again_with_its_origin(
    services: dict[str, Any],
) -> None:
    varnish = services["varnish"]
    (mount,) = varnish["volumes"]
    here, there, mode = mount.split(":")
    vcl = (BASE_DIR / here).read_text()

    assert varnish["command"][varnish["command"].index("-f") + 1] == there
    assert mode == "ro"
    assert '.host = "web";' in vcl
    assert varnish["depends_on"]["web"] == {"condition": "service_healthy", "restart": True}
    assert varnish["image"].partition(":")[2] not in {"", "latest"}


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_every_process_knows_the_cache_that_is_to_be_purged(services: dict[str, Any], name: str) -> None:
    named = {"PURGE_CACHES", "VARNISH_SERVERS"}
    env = read_env({key: value for key, value in services[name]["environment"].items() if key in named})

    assert env.purge_caches == ("varnish",)
    assert env.varnish_servers == ("http://varnish:6091",)


def test_migrating_asks_nobody_anything(services: dict[str, Any]) -> None:
    assert "--noinput" in services["migrate"]["command"]


def run(executable: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [Path(sys.executable).parent / executable, *arguments],
        cwd=BASE_DIR,
        env={"DJANGO_SETTINGS_MODULE": "config.settings.test", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", ["worker", "beat"])
def test_celery_takes_these_arguments(services: dict[str, Any], name: str) -> None:
    command = services[name]["command"]
    assert command[:4] == ["celery", "-A", "config", name]

    # With --help at the end, Celery reads its arguments, refuses what it does not know, and starts nothing.
    done = run(*command, "--help")

    assert done.returncode == 0, done.stderr


def test_the_image_holds_every_package_that_is_imported_at_run_time() -> None:
    dockerfile = (BASE_DIR / "Dockerfile").read_text()
    packages = {path.parent.name for path in BASE_DIR.glob("*/__init__.py")} - {
        "bench"
    }  # measures, serves nobody

    missing = [name for name in sorted(packages) if f"COPY {name} {name}\n" not in dockerfile]

    assert packages
    assert missing == []
