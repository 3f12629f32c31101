"""The admin: where entries and what supports them are kept, and mentions in rich text."""

from __future__ import annotations

from wagtail import hooks
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet

from medications import mention_feature
from medications.viewsets import EditorialGroup, MedicinesGroup

register_snippet(MedicinesGroup)
register_snippet(EditorialGroup)


@hooks.register("register_icons")
def register_icons(icons: list[str]) -> list[str]:
    return [*icons, "medications/icons/pill.svg"]


@hooks.register("register_rich_text_features")
def register_mention(features: FeatureRegistry) -> None:
    mention_feature.register(features)
