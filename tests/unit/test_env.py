from pathlib import Path

import pytest

from config.env import BASE_DIR, InvalidEnvironment, read_env


def test_an_empty_environment_is_the_embedded_default() -> None:
    env = read_env({})

    assert env.var_dir == BASE_DIR / "var"
    assert env.database_url == f"sqlite:///{BASE_DIR / 'var' / 'db.sqlite3'}"
    assert env.redis_url is None
    assert env.secret_key is None
    assert env.clock is True
    assert env.api_base_url == "http://localhost:8000"


def test_the_port_reaches_the_urls_that_nobody_named() -> None:
    env = read_env({"PORT": "9001", "WAGTAILADMIN_BASE_URL": "https://desk.example"})

    assert env.api_base_url == "http://localhost:9001"
    assert env.admin_base_url == "https://desk.example"


def test_a_relative_var_dir_is_taken_from_the_project_not_from_the_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert read_env({"VAR_DIR": "elsewhere"}).var_dir == BASE_DIR / "elsewhere"


def test_an_empty_variable_counts_as_unset() -> None:
    env = read_env({"REDIS_URL": "", "DATABASE_URL": "", "PORT": "", "FORMULARY_CLOCK": ""})

    assert env == read_env({})


def test_words_are_split_at_commas_and_trimmed() -> None:
    assert read_env({"ALLOWED_HOSTS": "a.example, b.example ,"}).allowed_hosts == ("a.example", "b.example")


@pytest.mark.parametrize(
    ("name", "text"), [("PORT", "eighty"), ("FORMULARY_CLOCK", "maybe"), ("LOG_FORMAT", "xml")]
)
def test_a_value_that_cannot_be_read_is_refused_by_name(name: str, text: str) -> None:
    with pytest.raises(InvalidEnvironment, match=name):
        read_env({name: text})
