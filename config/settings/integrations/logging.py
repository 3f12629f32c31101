"""Everything to standard output: one line a record, or one JSON object a record with `LOG_FORMAT=json`."""

from typing import Any

from config.env import env

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {
            "()": "config.masking.MaskingFormatter",
            "fmt": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        },
        "json": {"()": "config.json_log.JsonFormatter"},
    },
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": env.log_format,
        },
    },
    "root": {"handlers": ["stdout"], "level": env.log_level},
    "loggers": {
        # Django gives these handlers of their own; without this, a line would be printed twice.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        # A 404 is an answer; the access log has it.
        "django.request": {"level": "ERROR"},
        # It logs each task twice at INFO, and the sweeps run every few seconds.
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        # Each save of a page runs several tasks in place, logged twice at INFO.
        "django_tasks": {"level": "WARNING"},
    },
}
