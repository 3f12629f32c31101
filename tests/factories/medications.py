"""Entities, what supports them, and the pages about them.

Pages stand below their index page; ``ensure_site`` makes the tree on first use. They are live rows; call ``publish``
for a page that has gone through publishing, with its revision, event and edition.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar
from uuid import uuid4

import factory
import wagtail_factories
from django.utils import timezone
from django.utils.text import slugify
from factory.django import DjangoModelFactory

from cms.core.models import BasePage
from home.services import ensure_site
from home.services.site import section
from medications import models

PageT = TypeVar("PageT", bound=BasePage)


class EntityFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    slug = factory.LazyAttribute(lambda entity: slugify(entity.name))
    short_definition = factory.LazyAttribute(lambda entity: f"What {entity.name} is, in one sentence.")


class MedicineFactory(EntityFactory):
    class Meta:
        model = models.Medicine

    name = factory.Sequence(lambda number: f"Medicine {number}")


class MedicineClassFactory(EntityFactory):
    class Meta:
        model = models.MedicineClass

    name = factory.Sequence(lambda number: f"Class {number}")


class ConditionFactory(EntityFactory):
    class Meta:
        model = models.Condition

    name = factory.Sequence(lambda number: f"Condition {number}")


class AliasFactory(DjangoModelFactory):
    class Meta:
        model = models.Alias

    entity = factory.SubFactory(MedicineFactory)
    text = factory.Sequence(lambda number: f"Alias {number}")


class SourceFactory(DjangoModelFactory):
    class Meta:
        model = models.Source

    title = factory.Sequence(lambda number: f"Guideline {number}")
    kind = models.SourceKind.GUIDELINE
    year = 2024


class ContributorFactory(DjangoModelFactory):
    class Meta:
        model = models.Contributor

    name = factory.Sequence(lambda number: f"Ada Moran {number}")


class CredentialFactory(DjangoModelFactory):
    class Meta:
        model = models.Credential

    contributor = factory.SubFactory(ContributorFactory, is_clinical_reviewer=True)
    kind = models.CredentialKind.BOARD
    body = "Board of Dermatology"
    valid_from = dt.date(2020, 1, 1)


class CategoryFactory(DjangoModelFactory):
    class Meta:
        model = models.Category
        django_get_or_create = ("slug",)

    name = "Medications"
    slug = factory.LazyAttribute(lambda category: slugify(category.name))


class DisclaimerFactory(DjangoModelFactory):
    class Meta:
        model = models.Disclaimer

    key = factory.Sequence(lambda number: f"disclaimer-{number}")
    text = "This page does not replace the advice of your doctor."


class ContentPageFactory(wagtail_factories.PageFactory):
    class Meta:
        abstract = True

    summary = factory.LazyAttribute(lambda page: f"What {page.title} says.")
    first_published_at = factory.LazyFunction(timezone.now)
    last_published_at = factory.SelfAttribute("first_published_at")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        topics = kwargs.pop("topics", ())
        page = super()._create(model_class, *args, **kwargs)
        for entity in topics:
            models.PageTopic.objects.create(page=page, entity=entity)
        return model_class.objects.get(pk=page.pk)


def _index(index_type: Any) -> Any:
    ensure_site()
    return section(index_type)


def a_section(heading: str = "In short", words: str = "<p>Use it once a day.</p>") -> list[dict[str, Any]]:
    """A body of one section with one paragraph, in its stored form."""
    return [block("section", {"heading": heading, "content": [block("paragraph", words)]})]


def block(block_type: str, value: Any) -> dict[str, Any]:
    """A block in its stored form, with the id that an editing form would give it."""
    return {"type": block_type, "id": str(uuid4()), "value": value}


def steps(count: int = 2) -> list[dict[str, Any]]:
    """Steps of a guide in their stored form."""
    return [
        block("step", {"title": f"Step {number}", "instruction": "<p>Wash your hands.</p>", "minutes": 1})
        for number in range(1, count + 1)
    ]


class TopicHubPageFactory(ContentPageFactory):
    class Meta:
        model = models.TopicHubPage

    title = factory.Sequence(lambda number: f"Hub {number}")
    parent = factory.LazyFunction(lambda: _index(models.TopicIndexPage))
    subject = factory.SubFactory(MedicineClassFactory)
    definition = "<p>A medicine applied to the skin.</p>"
    body = factory.LazyFunction(a_section)


class DrugPageFactory(ContentPageFactory):
    class Meta:
        model = models.DrugPage

    title = factory.Sequence(lambda number: f"Drug {number}")
    parent = factory.LazyFunction(lambda: _index(models.MedicationIndexPage))
    medicine = factory.SubFactory(MedicineFactory)
    body = factory.LazyFunction(a_section)


class HowToGuidePageFactory(ContentPageFactory):
    class Meta:
        model = models.HowToGuidePage

    title = factory.Sequence(lambda number: f"How to {number}")
    parent = factory.LazyFunction(lambda: _index(models.GuideIndexPage))
    goal = "Apply the cream so that it works."
    steps = factory.LazyFunction(steps)
    body = factory.LazyFunction(a_section)


class ArticlePageFactory(ContentPageFactory):
    class Meta:
        model = models.ArticlePage

    title = factory.Sequence(lambda number: f"Article {number}")
    parent = factory.LazyFunction(lambda: _index(models.ArticleIndexPage))
    body = factory.LazyFunction(a_section)


def publish(page: PageT) -> PageT:
    """Publish the page as it stands in memory, the way an editor does; returns the live page."""
    page.save_revision().publish()
    live: PageT = type(page)._default_manager.get(pk=page.pk)
    return live
