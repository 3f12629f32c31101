"""Articles: explainers, comparisons, news, questions and answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable

from cms.core.blocks.rules import body_problems, plain_text
from cms.core.problems import Problem
from cms.core.sections import Section, SectionPage
from medications import jsonld, panels, starters
from medications.blocks.bodies import ArticleBody
from medications.models.content import ContentPage
from medications.models.entities import Entity
from medications.page_schemas import ArticleIndexPageSchema, ArticlePageSchema
from medications.rules.comparisons import comparison_problems

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext


class ArticleIndexPage(SectionPage):
    schema = ArticleIndexPageSchema
    section = Section("Articles", "articles", feeds_latest=True)
    page_description = "The list of all articles. There is one; articles stand below it."
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = ["medications.ArticlePage"]

    class Meta:
        verbose_name = "article index"


class ArticleKind(models.TextChoices):
    EXPLAINER = "explainer", "Explainer"
    COMPARISON = "comparison", "Comparison"
    NEWS = "news", "News"
    QUESTIONS = "questions", "Questions and answers"


class ArticlePage(ContentPage):
    """Anything to read that is not about one medicine only and not a set of steps."""

    schema = ArticlePageSchema
    prose_fields: ClassVar = (*ContentPage.prose_fields, "verdict")
    page_description = "An explainer, a comparison of 2 to 6 medicines, news, or questions and answers."
    parent_page_types: ClassVar = ["medications.ArticleIndexPage"]

    kind = models.CharField(max_length=12, choices=ArticleKind.choices, default=ArticleKind.EXPLAINER)
    verdict = RichTextField(
        blank=True,
        features=["bold", "italic", "link", "entity"],
        help_text="A comparison's answer in a few sentences: which for whom. Needed to publish one.",
    )
    body = StreamField(ArticleBody(), blank=True, default=starters.article_page)

    edit_handler = panels.page_tabs(content=panels.ARTICLE)

    class Meta:
        verbose_name = "article"

    def subject_entity_ids(self) -> list[int]:
        return [row.entity_id for row in self.compared.all()]

    def shown_entries(self) -> Iterator[tuple[str, int]]:
        yield from super().shown_entries()
        yield from (("compared", row.entity_id) for row in self.compared.all())

    def represent_content(self, context: RenderContext) -> dict[str, Any]:
        return {
            **super().represent_content(context),
            "kind": self.kind,
            "subjects": context.references("entity", self.subject_entity_ids()),
            "verdict": context.rich_text(self.verdict),
            "body": context.stream(self.body),
        }

    def json_ld_entity(self, context: RenderContext) -> dict[str, Any] | None:
        return jsonld.article(self, context)

    def publish_problems(self) -> Iterator[Problem]:
        yield from super().publish_problems()
        if self.kind == ArticleKind.COMPARISON:
            yield from comparison_problems(
                subjects=len(self.compared.all()), verdict=plain_text(self.verdict), body=self.body
            )
        yield from body_problems(self.body)


class ComparisonSubject(Orderable):
    """One of the things an article compares, in the order of its columns."""

    article = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="compared")
    entity = models.ForeignKey(
        Entity, on_delete=models.PROTECT, related_name="comparison_rows", verbose_name="entry"
    )

    class Meta(Orderable.Meta):
        verbose_name = verbose_name_plural = "what is compared"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["article", "entity"], name="subject_once_per_comparison")
        ]

    def __str__(self) -> str:
        return str(self.entity)
