"""The only reader of the process environment.

Everything the outside can choose is a field of `Env`, with its type and its default. Settings import `env`;
nothing else in the tree touches `os.environ`, and a lint rule keeps it so.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

BASE_DIR = Path(__file__).resolve().parent.parent

LogFormat = Literal["text", "json"]


class InvalidEnvironment(Exception):
    """A variable is missing or can't be read; the message names it and says what is expected."""


@dataclass(frozen=True, kw_only=True)
class Env:
    """What the environment said, parsed. Times in seconds, paths absolute, empty strings count as unset."""

    var_dir: Path
    bind_host: str
    port: int
    web_processes: int
    database_url: str
    database_pool: bool
    redis_url: str | None
    secret_key: str | None
    allowed_hosts: tuple[str, ...]
    csrf_trusted_origins: tuple[str, ...]
    behind_https_proxy: bool
    admin_base_url: str
    api_base_url: str
    api_cors_origins: tuple[str, ...]
    purge_caches: tuple[str, ...]
    varnish_servers: tuple[str, ...]
    fastly_service: str
    fastly_token: str
    cloudflare_zone: str
    cloudflare_token: str
    cloudfront_distribution: str
    aws_access_key_id: str
    aws_secret_access_key: str
    frontend_url: str | None
    default_from_email: str
    smtp_host: str | None
    smtp_port: int
    smtp_user: str
    smtp_password: str
    log_format: LogFormat
    log_level: str
    clock: bool


def read_env(source: Mapping[str, str]) -> Env:
    """Parse `source`. Raises InvalidEnvironment for a value that can't be understood."""
    var_dir = _absolute(source.get("VAR_DIR") or "var")
    port = _integer(source, "PORT", default=8000)
    own_url = f"http://localhost:{port}"
    return Env(
        var_dir=var_dir,
        bind_host=source.get("BIND_HOST") or "127.0.0.1",
        port=port,
        web_processes=_integer(source, "WEB_CONCURRENCY", default=2),
        database_url=source.get("DATABASE_URL") or f"sqlite:///{var_dir / 'db.sqlite3'}",
        database_pool=_flag(source, "DATABASE_POOL", default=False),
        redis_url=source.get("REDIS_URL") or None,
        secret_key=source.get("SECRET_KEY") or None,
        allowed_hosts=_words(source, "ALLOWED_HOSTS"),
        csrf_trusted_origins=_words(source, "CSRF_TRUSTED_ORIGINS"),
        behind_https_proxy=_flag(source, "BEHIND_HTTPS_PROXY", default=True),
        admin_base_url=source.get("WAGTAILADMIN_BASE_URL") or own_url,
        api_base_url=source.get("WAGTAILAPI_BASE_URL") or own_url,
        api_cors_origins=_words(source, "API_CORS_ORIGINS"),
        purge_caches=_words(source, "PURGE_CACHES"),
        varnish_servers=_words(source, "VARNISH_SERVERS"),
        fastly_service=source.get("FASTLY_SERVICE", ""),
        fastly_token=source.get("FASTLY_TOKEN", ""),
        cloudflare_zone=source.get("CLOUDFLARE_ZONE", ""),
        cloudflare_token=source.get("CLOUDFLARE_TOKEN", ""),
        cloudfront_distribution=source.get("CLOUDFRONT_DISTRIBUTION", ""),
        aws_access_key_id=source.get("AWS_ACCESS_KEY_ID", ""),
        aws_secret_access_key=source.get("AWS_SECRET_ACCESS_KEY", ""),
        frontend_url=source.get("FRONTEND_URL") or None,
        default_from_email=source.get("DEFAULT_FROM_EMAIL") or "formulary@localhost",
        smtp_host=source.get("SMTP_HOST") or None,
        smtp_port=_integer(source, "SMTP_PORT", default=587),
        smtp_user=source.get("SMTP_USER", ""),
        smtp_password=source.get("SMTP_PASSWORD", ""),
        log_format=_log_format(source),
        log_level=(source.get("LOG_LEVEL") or "INFO").upper(),
        clock=_flag(source, "FORMULARY_CLOCK", default=True),
    )


def choose_settings(default: str = "config.settings.local") -> None:
    """Name the settings module for this process and its children, unless the environment already names one."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", default)


def _absolute(path: str) -> Path:
    """A relative path is taken from the project's folder, so that the caller's working directory is no matter."""
    return (BASE_DIR / Path(path).expanduser()).resolve()


def _words(source: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in source.get(name, "").split(",") if word.strip())


def _integer(source: Mapping[str, str], name: str, *, default: int) -> int:
    text = source.get(name) or str(default)
    try:
        return int(text)
    except ValueError as error:
        raise InvalidEnvironment(f"{name} must be a whole number, not {text!r}") from error


def _flag(source: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = source.get(name, "").strip().lower()
    if not text:
        return default
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off"}:
        return False
    raise InvalidEnvironment(f"{name} must be 1 or 0, not {text!r}")


def _log_format(source: Mapping[str, str]) -> LogFormat:
    text = source.get("LOG_FORMAT") or "text"
    known: tuple[LogFormat, ...] = get_args(LogFormat)
    for log_format in known:
        if text == log_format:
            return log_format
    raise InvalidEnvironment(f"LOG_FORMAT must be one of {', '.join(known)}, not {text!r}")


env = read_env(os.environ)
