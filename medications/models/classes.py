"""Classes of medicines, such as topical immunomodulators."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from cms.core.keys import Key
from cms.core.problems import Problem
from medications.identifiers import CodeSystem, format_problem
from medications.keys import entity_key
from medications.models.entities import Entity, EntityKind
from medications.rules.cycles import leads_back
from medications.rules.relations import relation_problems


class MedicineClass(Entity):
    """A group of medicines that work alike or are used alike."""

    KIND = EntityKind.MEDICINE_CLASS
    prose_fields: ClassVar = (*Entity.prose_fields, "mechanism")

    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        help_text="The wider class.",
    )
    atc_prefix = models.CharField(
        "ATC prefix",
        max_length=7,
        blank=True,
        help_text="The beginning of its members' ATC codes, such as D11AH.",
    )
    mechanism = models.TextField(blank=True, help_text="How its members work, in plain words.")

    class Meta:
        verbose_name = "medicine class"
        verbose_name_plural = "medicine classes"

    def clean(self) -> None:
        super().clean()
        if self.pk is not None and leads_back(self.pk, [self.parent_id], _parents_of):
            raise ValidationError({"parent": "A class can't be, in the end, a part of itself."})
        if self.atc_prefix and (problem := format_problem(CodeSystem.ATC, self.atc_prefix)):
            raise ValidationError({"atc_prefix": problem})

    def touched_keys(self) -> set[Key]:
        return super().touched_keys() | (
            {entity_key(self.parent_id)} if self.parent_id is not None else set()
        )

    def publish_problems(self) -> Iterator[Problem]:
        yield from super().publish_problems()
        yield from relation_problems(self)


def _parents_of(class_ids: set[int]) -> set[int]:
    rows = MedicineClass.objects.filter(pk__in=class_ids, parent__isnull=False)
    return set(rows.values_list("parent_id", flat=True))
