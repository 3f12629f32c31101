"""Choosers of what medical blocks refer to, by name: the models import the blocks."""

from __future__ import annotations

from typing import Any

from wagtail.snippets.blocks import SnippetChooserBlock


def source_chooser(**options: Any) -> SnippetChooserBlock:
    return SnippetChooserBlock("medications.Source", **options)


def entity_chooser(**options: Any) -> SnippetChooserBlock:
    """Chooses a medicine, a class of medicines or a condition."""
    return SnippetChooserBlock("medications.Entity", **options)
