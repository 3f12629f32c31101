"""Lists and details of things that have a typed JSON, with Wagtail's names for what may be asked of them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from pydantic import BaseModel
from taggit.managers import TaggableManager
from wagtail.fields import RichTextField, StreamField

from cms.api import fields, parameters
from cms.api.shapes import Shape, shape_of
from cms.api.viewsets import Endpoint


class Resource(Endpoint):
    """An endpoint with a list, details and a search for one.

    ``listing_default_fields`` are sent where nothing else is asked for; ``detail_only_fields`` are not in lists.
    """

    known_query_parameters: ClassVar[frozenset[str]] = frozenset(
        {"limit", "offset", "fields", "order", "search", "search_operator", "site"}
    )
    detail_query_parameters: ClassVar[frozenset[str]] = frozenset({"fields", "site"})
    find_query_parameters: ClassVar[frozenset[str]] = frozenset({"id"})
    listing_default_fields: ClassVar[list[str]] = []
    detail_only_fields: ClassVar[list[str]] = []
    # Names in the JSON that are also columns, but not of the same thing.
    not_columns: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def schema_of(cls, model: type[models.Model]) -> type[BaseModel]:
        """The schema of the JSON of ``model``."""
        raise NotImplementedError

    @classmethod
    def shape_of(cls, model: type[models.Model]) -> Shape:
        return shape_of(cls.schema_of(model))

    @classmethod
    def get_available_fields(
        cls,
        model: type[models.Model],
        db_fields_only: bool = False,  # noqa: FBT001, FBT002 - the signature is stock Wagtail's, whose filters call it
    ) -> list[str]:
        """Every name in the JSON of ``model``, or those that are columns and may be filtered and ordered by."""
        shape = cls.shape_of(model)
        names = list(dict.fromkeys((*shape.body, *shape.meta)))
        if db_fields_only:
            return [name for name in names if name not in cls.not_columns and _is_column(model, name)]
        return names

    def check_query_parameters(self, queryset: Any) -> None:
        columns = self.get_available_fields(queryset.model, db_fields_only=True)
        parameters.check_known(
            self.request, {*columns, *self.known_query_parameters, *self.common_parameters}
        )

    def check_detail_parameters(self) -> None:
        parameters.check_known(self.request, {*self.detail_query_parameters, *self.common_parameters})

    def listing_selection(self, model: type[models.Model]) -> fields.Selection:
        """What of each item is sent in a list of ``model``."""
        return fields.select(
            self._fields_config(),
            self.shape_of(model),
            default=self.listing_default_fields,
            without=self.detail_only_fields,
        )

    def detail_selection(self, model: type[models.Model]) -> fields.Selection:
        """What is sent of one object of ``model``."""
        return fields.select(self._fields_config(), self.shape_of(model), default=None)

    def _fields_config(self) -> fields.FieldsConfig:
        return fields.parse(self.request.GET["fields"]) if "fields" in self.request.GET else []


def _is_column(model: type[models.Model], name: str) -> bool:
    try:
        field: Any = model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    if isinstance(field, TaggableManager):
        return True
    return (
        bool(field.concrete)
        and not field.many_to_many
        # The column of rich text holds another form of it than the JSON.
        and not isinstance(field, StreamField | RichTextField | models.JSONField)
    )
