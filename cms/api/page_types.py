"""The page types of this installation and their schemas."""

from __future__ import annotations

from functools import cache

from django.apps import apps

from cms.core.models import BasePage
from cms.core.schemas import PageSchema


@cache
def page_types() -> dict[str, type[BasePage]]:
    """Page types by their names, such as ``medications.DrugPage``."""
    models = [model for model in apps.get_models() if issubclass(model, BasePage)]
    return {model.type_name(): model for model in sorted(models, key=lambda model: model.type_name())}


def schema_of_page(model: type) -> type[PageSchema]:
    """The schema of a page type; what all pages share, for the base of them all."""
    return model.schema if issubclass(model, BasePage) else PageSchema
