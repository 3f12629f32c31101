"""The page at the root of a site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from django.core.validators import MaxValueValidator
from django.db import models
from modelcluster.fields import ParentalKey
from pydantic import Field
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import RichTextField
from wagtail.images import get_image_model_string
from wagtail.models import Orderable, Page

from cms.core.models import BasePage
from cms.core.panels import RowsPanel
from cms.core.rendering import structured_data
from cms.core.schemas import Html, ImageValue, PageCard, PageSchema, Schema
from home import selectors

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext


class HeroValue(Schema):
    title: str
    text: Html
    image: ImageValue | None


class HomePageSchema(PageSchema):
    type: Literal["home.HomePage"]
    hero: HeroValue
    featured: list[PageCard]
    latest: list[PageCard] = Field(description="Newest first.")


class HomePage(BasePage):
    """The root of a site: a hero, pages an editor features, and the latest by themselves."""

    schema = HomePageSchema
    page_description = "The front page. There is one; the sections of the site stand below it."
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    max_count = 1

    hero_title = models.CharField(max_length=150, blank=True, help_text="Empty: the title of the page.")
    hero_text = RichTextField(
        blank=True, features=["bold", "italic", "link"], help_text="One or two sentences."
    )
    hero_image = models.ForeignKey(
        get_image_model_string(), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    latest_count = models.PositiveSmallIntegerField(
        "latest pages shown",
        default=6,
        validators=[MaxValueValidator(24)],
        help_text="How many of the newest guides and articles are listed by themselves: 0 to 24.",
    )

    content_panels: ClassVar = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [FieldPanel("hero_title"), FieldPanel("hero_text"), FieldPanel("hero_image")], heading="Hero"
        ),
        RowsPanel("featured", heading="Featured pages", label="page"),
        FieldPanel("latest_count"),
    ]

    class Meta:
        verbose_name = "home page"

    def represent_content(self, context: RenderContext) -> dict[str, Any]:
        return {
            "hero": {
                "title": self.hero_title or self.title,
                "text": context.rich_text(self.hero_text),
                "image": context.image_of_id(self.hero_image_id),
            },
            "featured": context.cards([row.target_id for row in self.featured.all()]),
            "latest": context.cards(selectors.latest_page_ids(self, context)),
        }

    def represent_json_ld(self, context: RenderContext) -> dict[str, Any]:
        site = {
            "@type": "WebSite",
            "@id": f"{context.site.root_url}/#website",
            "name": self.title,
            "url": context.html_url_of(self),
            "publisher": {"@id": structured_data.publisher_id(context)},
        }
        return structured_data.graph(site, structured_data.publisher(context))


class FeaturedPage(Orderable):
    """A page an editor chose for the front page."""

    home = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="featured")
    target = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", verbose_name="page")

    panels: ClassVar = [PageChooserPanel("target")]

    def __str__(self) -> str:
        return str(self.target)
