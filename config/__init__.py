"""Settings, URLs and processes: everything that depends on where Formulary runs."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
