"""Editions: what the API says about a page from one moment to the next."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from wagtail.models import Page, Site
from wagtail.search import index

SCHEMA_VERSION = 2
# The consumer of events that finds out which editions a change concerns.
DEPENDENTS = "dependents"


class Edition(models.Model):
    """One page as readers get it. What it says is never changed: ``valid_to`` is set when the next one takes over.

    Outlives its page, so that what was said stays provable: the foreign keys are for joins and have no constraint.
    ``face``, ``schema_version``, ``base_url`` and ``true_until`` tell the engine when to render again.
    ``surrogate_keys``: of what it shows and watches, in order, such as ``entity-5,image-2``. They and ``card`` are null
    where it was written by a release that did not keep them.
    """

    # No index of its own for either: that of pages is in those below, and one of sites would be taken for a good one
    # while PostgreSQL has not counted the rows yet.
    page = models.ForeignKey(
        Page, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    site = models.ForeignKey(
        Site, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    path = models.TextField()
    locale = models.CharField(max_length=16)
    type = models.CharField(max_length=100)
    content = models.TextField(help_text="The exact JSON, as the API sends it.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content: its strong ETag.")
    card = models.TextField(null=True, help_text="What lists show of it, as JSON.")  # noqa: DJ001 - as surrogate_keys
    sequence = models.BigIntegerField(help_text="Number of the event that made it.")
    face = models.CharField(max_length=64, help_text="SHA-256 of what other pages show of this one.")
    schema_version = models.PositiveIntegerField(default=SCHEMA_VERSION)
    base_url = models.CharField(max_length=255, help_text="Address of the API, which stands in the content.")
    true_until = models.DateTimeField(
        null=True, help_text="When it stops being true by itself, such as when a page that it counts expires."
    )
    surrogate_keys = models.TextField(null=True)  # noqa: DJ001 - unknown is not none
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["page"],
                condition=models.Q(valid_to__isnull=True),
                name="one_current_edition_per_page",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["page", "valid_from"], name="edition_history"),
            models.Index(
                fields=["path", "site"], condition=models.Q(valid_to__isnull=True), name="edition_place"
            ),
            models.Index(
                fields=["true_until"],
                condition=models.Q(valid_to__isnull=True, true_until__isnull=False),
                name="edition_true_until",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.path} at {self.sequence}"


class Role(models.TextChoices):
    SHOWS = "shows", "Shows it: must be public at the moment of reading"
    WATCHES = "watches", "Is rendered anew when it changes"
    LISTED = "listed", "Stands in this automatic list"


class EditionKey(models.Model):
    """An object or automatic list that an edition depends on; also its surrogate key."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="keys")
    role = models.CharField(max_length=8, choices=Role.choices)
    kind = models.CharField(max_length=32)
    object_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "role", "kind", "object_id"], name="edition_key_once")
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "object_id", "edition"], name="edition_key_object")]

    def __str__(self) -> str:
        return f"{self.role} {self.kind}:{self.object_id}"


class SearchDocument(index.Indexed, models.Model):
    """What readers find a page by: the words of its current edition, and the names of what it is about.

    Wagtail's index of pages is made of the pages' rows, which hold words that readers never get: those of a block whose
    medicine is a draft, the caption of an image in a private collection. That index serves the admin.
    """

    page = models.OneToOneField(
        Page, primary_key=True, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    title = models.CharField(max_length=255)
    names = models.TextField(blank=True, help_text="Names it is found by, also such as are never shown.")
    text = models.TextField(blank=True)
    learnt = models.BooleanField(
        default=False, db_default=False, help_text="Whether its words are among the known ones."
    )

    search_auto_update = False  # indexed by hand, inside the transaction that renders
    # Derived data: it must neither stop a deletion nor count as a use in the admin.
    wagtail_reference_index_ignore = True
    search_fields: ClassVar = [
        index.SearchField("title", boost=2),
        index.AutocompleteField("title"),
        index.SearchField("names", boost=3),
        index.SearchField("text"),
        index.FilterField("page"),
    ]

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["page"], condition=models.Q(learnt=False), name="search_unlearnt"),
        ]

    def __str__(self) -> str:
        return self.title


class SearchWord(models.Model):
    """A word in lower case that readers may have meant where they mistyped. It may stand on no public page any more."""

    LONGEST = 40

    word = models.CharField(max_length=LONGEST, primary_key=True)

    def __str__(self) -> str:
        return self.word


class RenderRequest(models.Model):
    """A page waiting to be rendered anew in the background; at most one row a page, however many ask.

    ``turn_at``: the place in the order of work, and no time to wait for; those with none go first. ``first_event``: the
    number of the first event for which it waits; null where it waits for none.
    """

    page_id = models.BigIntegerField(primary_key=True)
    reason = models.CharField(max_length=200)
    requested_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(db_index=True)
    turn_at = models.DateTimeField(null=True)
    first_event = models.BigIntegerField(null=True)
    last_error = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"page {self.page_id}: {self.reason}"


class VisibilityEpoch(models.Model):
    """One row, whose value becomes another one with every change that may hide something or move a page.

    The database's triggers see to that (``cms.editions.watching``), whoever makes the change, so that what was public
    at one value is public as long as it stays, but for what runs out by itself. Values are drawn: one that was taken
    back with its transaction, or with a backup, does not come again.
    """

    THE_ONE = 1

    value = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.value)
