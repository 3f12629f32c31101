"""Index pages: the sections of a site, each with an introduction and its newest pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField

from cms.core.keys import children_key
from cms.core.models import BasePage
from cms.core.rendering import structured_data
from cms.core.schemas import Html, PageCard, PageSchema
from cms.core.visibility import public_pages

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext

NEWEST_SHOWN = 24


@dataclass(frozen=True)
class Section:
    """What a new site begins with: the section's title and slug, and whether its pages count as the site's latest."""

    title: str
    slug: str
    feeds_latest: bool


class SectionSchema(PageSchema):
    """An index page. The whole list is in the pages list, filtered by ``child_of``."""

    intro: Html
    newest: list[PageCard] = Field(description=f"Up to {NEWEST_SHOWN} pages of the section, newest first.")
    total: int = Field(description="How many pages of the section a reader may see.")


class SectionPage(BasePage):
    """Base of index pages. A subclass declares ``section``, ``schema``, its parent and its subpage types."""

    section: ClassVar[Section]
    max_count_per_parent = 1

    intro = RichTextField(
        blank=True,
        features=["bold", "italic", "link"],
        help_text="One short paragraph: what readers find here.",
    )

    content_panels: ClassVar = [*BasePage.content_panels, FieldPanel("intro")]

    class Meta:
        abstract = True

    def represent_content(self, context: RenderContext) -> dict[str, Any]:
        context.watch(children_key(self.pk))
        children = public_pages(now=context.now, site=context.site).child_of(self)
        newest = children.order_by("-first_published_at", "-pk").values_list("pk", flat=True)[:NEWEST_SHOWN]
        return {
            "intro": context.rich_text(self.intro),
            "newest": context.cards(newest),
            "total": context.count(children),
        }

    def represent_json_ld(self, context: RenderContext) -> dict[str, Any]:
        page = {"@type": "CollectionPage", "name": self.title, "url": context.html_url_of(self)}
        return structured_data.graph(
            page, structured_data.breadcrumbs(self, context), structured_data.publisher(context)
        )
