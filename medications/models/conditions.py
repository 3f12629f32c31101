"""Conditions: what medicines are taken for."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from medications.models.entities import Entity, EntityKind


class Condition(Entity):
    """A disease, symptom or state of health. Its name is the one patients use."""

    KIND = EntityKind.CONDITION
    prose_fields: ClassVar = (*Entity.prose_fields, "red_flags")

    clinical_name = models.CharField(
        max_length=255,
        blank=True,
        help_text="The clinicians' name where it differs: atopic dermatitis for eczema.",
    )
    body_area = models.CharField(max_length=100, blank=True, help_text="Where it shows: skin, eyes, heart.")
    red_flags = models.TextField(
        blank=True, help_text="Signs that need medical help at once, one on each line."
    )

    class Meta:
        verbose_name = "condition"
        verbose_name_plural = "conditions"

    @property
    def red_flag_list(self) -> list[str]:
        return [line.strip() for line in self.red_flags.splitlines() if line.strip()]
