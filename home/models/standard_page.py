"""Plain pages: about the publisher, its policies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from cms.core.blocks import StreamItems
from cms.core.blocks.bodies import TextBody
from cms.core.blocks.rules import body_problems
from cms.core.fields import SentencesField
from cms.core.models import BasePage
from cms.core.problems import Problem
from cms.core.rendering import structured_data
from cms.core.schemas import PageSchema
from home import starters

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext


class StandardPageSchema(PageSchema):
    type: Literal["home.StandardPage"]
    summary: str
    policy_kind: Literal["editorial", "privacy", "accessibility", "advertising", "corrections", "terms", ""]
    body: Annotated[list[Any], StreamItems(TextBody)]


class PolicyKind(models.TextChoices):
    EDITORIAL = "editorial", "Editorial policy"
    PRIVACY = "privacy", "Privacy"
    ACCESSIBILITY = "accessibility", "Accessibility"
    ADVERTISING = "advertising", "Advertising and funding"
    CORRECTIONS = "corrections", "Corrections"
    TERMS = "terms", "Terms of use"


class StandardPage(BasePage):
    """A page about the publisher rather than about medicines."""

    schema = StandardPageSchema
    page_description = "About the publisher: who you are, how you work, policies. Not for medical content."
    parent_page_types: ClassVar = ["home.HomePage", "home.StandardPage"]
    subpage_types: ClassVar = ["home.StandardPage"]

    summary = SentencesField(
        max_length=300, blank=True, help_text="What this page says, in a sentence or two."
    )
    policy_kind = models.CharField(
        max_length=16,
        choices=PolicyKind.choices,
        blank=True,
        help_text="If this page is one of the site's policies.",
    )
    body = StreamField(TextBody(), blank=True, default=starters.standard_page)

    content_panels: ClassVar = [
        *BasePage.content_panels,
        FieldPanel("summary"),
        FieldPanel("policy_kind"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = "standard page"

    def publish_problems(self) -> Iterator[Problem]:
        yield from super().publish_problems()
        yield from body_problems(self.body)

    def represent_content(self, context: RenderContext) -> dict[str, Any]:
        return {"summary": self.summary, "policy_kind": self.policy_kind, "body": context.stream(self.body)}

    def represent_card(self, context: RenderContext) -> dict[str, Any]:
        return {**super().represent_card(context), "excerpt": self.summary}

    def represent_json_ld(self, context: RenderContext) -> dict[str, Any]:
        page = {
            "@type": "WebPage",
            "name": self.title,
            "description": self.summary,
            "url": context.html_url_of(self),
            "publisher": {"@id": structured_data.publisher_id(context)},
        }
        return structured_data.graph(
            page, structured_data.breadcrumbs(self, context), structured_data.publisher(context)
        )
