"""Which template shows what: found by name, beside the app that the block or page type belongs to."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.template.loader import select_template
from wagtail.models import Page


def page_template(page_type: type[Page]) -> list[str]:
    """Names to try: ``medications/preview/pages/drugpage.html``, then those of the bases of the page type."""
    bases: list[Any] = [base for base in page_type.__mro__ if issubclass(base, Page) and base is not Page]
    return [f"{base._meta.app_label}/preview/pages/{base.__name__.lower()}.html" for base in bases]


def block_template(block_type: str) -> Any:
    """The template of blocks of this type; of two apps that have one, that of the content comes before the engine's."""
    return select_template(
        [f"{folder}/{block_type}.html" for folder in _folders()] + ["core/preview/blocks/_any.html"]
    )


@cache
def _folders() -> tuple[str, ...]:
    labels = (
        config.label
        for config in apps.get_app_configs()
        if (Path(config.path) / "templates" / config.label / "preview/blocks").is_dir()
    )
    return tuple(f"{label}/preview/blocks" for label in labels)
