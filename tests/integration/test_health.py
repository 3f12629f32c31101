import subprocess
import sys

import pytest
from django.test import Client
from pytest_django import Settings

from config.env import BASE_DIR


@pytest.mark.django_db
def test_healthz_answers_when_the_database_does(client: Client) -> None:
    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok"}
    assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_a_probe_needs_neither_a_known_host_nor_https(client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["cms.example.org"]
    settings.SECURE_SSL_REDIRECT = True

    assert client.get("/healthz", headers={"host": "10.0.0.7"}).status_code == 200
    assert client.get("/admin/login/", headers={"host": "10.0.0.7"}).status_code == 400
    assert client.get("/admin/login/", headers={"host": "cms.example.org"}).status_code == 301


@pytest.mark.slow
def test_healthz_says_so_when_the_database_is_gone() -> None:
    script = """if True:
        import django
        django.setup()
        from django.test import Client
        response = Client().get("/healthz")
        print(response.status_code, response.json()["database"])
    """
    environment = {
        "PATH": "",
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none?connect_timeout=2",
    }

    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.splitlines()[-1] == "503 unreachable"


@pytest.mark.django_db
def test_the_root_leads_to_the_desk(client: Client) -> None:
    response = client.get("/")

    assert response.status_code == 302
    assert response["Location"] == "/admin/"
