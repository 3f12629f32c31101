"""What pages speak of: the common base of medicines, classes and conditions."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import DraftStateMixin, Orderable, Revision, RevisionMixin, WorkflowMixin
from wagtail.search import index

from cms.core.fields import SentencesField
from cms.core.keys import Key
from cms.core.models import ApprovedWords, AtomicPublishing
from cms.core.problems import Problem, PublishRefused
from medications.forms import EntryForm
from medications.identifiers import CodeSystem, format_problem
from medications.keys import entity_key
from medications.rules.advice import misread_advice, outdated_source_advice
from medications.rules.relations import pair_problems


class EntityKind(models.TextChoices):
    MEDICINE = "medicine", "Medicine"
    MEDICINE_CLASS = "medicine_class", "Medicine class"
    CONDITION = "condition", "Condition"


_FIELD_OF_CONSTRAINT = {
    "entity_name_is_unique_per_kind": "name",
    "entity_slug_is_unique_per_kind": "slug",
}


class Entity(
    ApprovedWords,
    AtomicPublishing,
    WorkflowMixin,
    DraftStateMixin,
    RevisionMixin,
    index.Indexed,
    ClusterableModel,
):
    """A medicine, class or condition as a thing with facts, whether or not a page is about it.

    A concrete base, so that one kind of inline mention, one reference index and one list of topics cover all three. It
    is never created itself: create a ``Medicine``, a ``MedicineClass`` or a ``Condition``. There is no preview: an
    entity has no face of its own, only the pages that show it have.
    """

    KIND: ClassVar[str] = ""
    prose_fields: ClassVar[tuple[str, ...]] = ("short_definition",)
    """The fields that readers read as text."""
    base_form_class = EntryForm

    kind = models.CharField(max_length=16, choices=EntityKind.choices, editable=False)
    name = models.CharField(
        max_length=255,
        help_text="The name readers know best: the international nonproprietary name, or the name of the brand.",
    )
    slug = models.SlugField(
        max_length=255, allow_unicode=True, help_text="Short name for addresses, in lower case with hyphens."
    )
    short_definition = SentencesField(
        max_length=300,
        blank=True,
        help_text="One sentence, in plain words, that says what it is. Needed to publish.",
    )

    # Deleted with the entry. Wagtail's own relations look for the type of the base, of which Django does not think when
    # a medicine, class or condition is deleted.
    _revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="content_type",
        object_id_field="object_id",
        for_concrete_model=False,
    )
    _workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="content_type",
        object_id_field="object_id",
        for_concrete_model=False,
    )

    search_fields: ClassVar = [
        index.SearchField("name", boost=3),
        index.AutocompleteField("name"),
        index.SearchField("short_definition"),
        index.RelatedFields("aliases", [index.SearchField("text", boost=2), index.AutocompleteField("text")]),
        index.FilterField("kind"),
        index.FilterField("live"),
    ]

    class Meta:
        verbose_name = "entry"
        verbose_name_plural = "entries"
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("name"),
                "kind",
                name="entity_name_is_unique_per_kind",
                violation_error_message="There is already an entry of this kind with that name.",
            ),
            models.UniqueConstraint(
                fields=["slug", "kind"],
                name="entity_slug_is_unique_per_kind",
                violation_error_message="There is already an entry of this kind with that short name.",
            ),
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The class decides the kind; set here, so that constraints can be checked before the first save.
        if self.KIND and not self.__dict__.get("kind", self.KIND):
            self.kind = self.KIND

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a name that another entry goes by, unless that entry says it is ambiguous."""
        super().clean()
        taken = (
            Alias.objects.filter(text__iexact=self.name, ambiguous=False).exclude(entity_id=self.pk).first()
        )
        if taken is not None:
            raise ValidationError(
                {
                    "name": f"“{self.name}” is an alias of {taken.entity}. Remove it or mark it as ambiguous there."
                }
            )

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Ask whether name and short name are free, and say so beside the two fields.

        No form shows the kind, and Django leaves out a constraint on a field that the form does not show.
        """
        left_out = {*(exclude or ())} - {"kind"}
        errors = {}
        for constraint in Entity._meta.constraints:
            try:
                constraint.validate(Entity, self, exclude=left_out)
            except ValidationError as error:
                errors[_FIELD_OF_CONSTRAINT[constraint.name]] = error
        if errors:
            raise ValidationError(errors)
        super().validate_constraints(exclude=left_out | {"kind"})

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> Any:
        """Publish or schedule ``revision``.

        Raises ``PublishRefused`` where something else has taken its name or recorded the same pair since it was saved.
        """
        problems = list(_taken_meanwhile(revision.as_object()))
        if problems:
            raise PublishRefused(str(self), problems)
        return super().publish(revision, *args, **kwargs)

    def touched_keys(self) -> set[Key]:
        """The entries on the other side of statements kept with this one: what is said here is said of them too."""
        rows = [*self.interactions.all(), *self.partnerships.all()]
        return {entity_key(row.other_id) for row in rows} | {
            entity_key(row.condition_id) for row in self.treatments.all()
        }

    def publish_problems(self) -> Iterator[Problem]:
        """What must be mended before readers see this entry."""
        if not self.short_definition:
            yield Problem("Say in one sentence what it is.", "short_definition")

    def publish_advice(self) -> Iterator[Problem]:
        """What an editor should look at again before readers see this entry."""
        yield from misread_advice(self, self.prose_fields)
        yield from outdated_source_advice(self.cited_sources())

    def cited_sources(self) -> Iterator[tuple[str, int | None]]:
        """The sources of what is said here, each with the field it stands in."""
        for name in ("treatments", "interactions", "partnerships"):
            yield from ((name, row.source_id) for row in getattr(self, name).all())


def _taken_meanwhile(candidate: Entity) -> Iterator[Problem]:
    try:
        candidate.validate_constraints()
    except ValidationError as error:
        for field, messages in error.message_dict.items():
            yield from (Problem(message, field) for message in messages)
    yield from pair_problems(candidate)


class AliasKind(models.TextChoices):
    ALSO_CALLED = "also_called", "Also called"
    BRAND = "brand", "Brand name"
    INN = "inn", "International nonproprietary name (INN)"
    USAN = "usan", "US adopted name (USAN)"
    ABBREVIATION = "abbreviation", "Abbreviation"
    MISSPELLING = "misspelling", "Misspelling (found, never shown)"
    SEE_REFERENCE = "see_reference", "See reference (found, never shown)"


NEVER_SHOWN = frozenset({AliasKind.MISSPELLING, AliasKind.SEE_REFERENCE})


class Alias(Orderable):
    """Another name of an entry, by which search and the scan of page texts find it."""

    entity = ParentalKey(Entity, on_delete=models.CASCADE, related_name="aliases")
    text = models.CharField(max_length=255, verbose_name="name")
    kind = models.CharField(max_length=16, choices=AliasKind.choices, default=AliasKind.ALSO_CALLED)
    display = models.BooleanField(
        "show to readers",
        default=True,
        help_text="Misspellings and see references are never shown, whatever is set here.",
    )
    ambiguous = models.BooleanField(
        default=False,
        help_text="The name also means something else: it is not counted as a mention of this entry.",
    )

    class Meta(Orderable.Meta):
        verbose_name = "alias"
        verbose_name_plural = "aliases"
        indexes: ClassVar = [models.Index(Lower("text"), name="alias_text_lower")]

    def __str__(self) -> str:
        return self.text

    @property
    def shown(self) -> bool:
        return self.display and self.kind not in NEVER_SHOWN

    def clean(self) -> None:
        """Refuse the name of another entry, unless marked ambiguous."""
        super().clean()
        if self.ambiguous:
            return
        other = Entity.objects.filter(name__iexact=self.text).exclude(pk=self.entity_id).first()
        if other is not None:
            kind = other.get_kind_display().lower()
            raise ValidationError(
                {
                    "text": f"“{self.text}” is the name of another entry ({kind}). Mark it as ambiguous to keep it."
                }
            )


class Identifier(Orderable):
    """The code of an entry in one of the systems the world uses."""

    entity = ParentalKey(Entity, on_delete=models.CASCADE, related_name="identifiers")
    system = models.CharField(max_length=8, choices=CodeSystem.choices)
    code = models.CharField(max_length=32)

    class Meta(Orderable.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "system", "code"], name="identifier_once_per_entity")
        ]
        indexes: ClassVar = [models.Index(fields=["system", "code"], name="identifier_code")]

    def __str__(self) -> str:
        return f"{self.get_system_display()} {self.code}"

    def clean(self) -> None:
        super().clean()
        problem = format_problem(self.system, self.code) if self.system in CodeSystem.values else None
        if problem is not None:
            raise ValidationError({"code": problem})
