"""The menus of a site."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Orderable, Page, Site

from cms.core.panels import RowsPanel


@register_setting(icon="list-ul")
class Navigation(BaseSiteSetting, ClusterableModel):
    """The menus of a site. Its primary key is that of the site."""

    site = models.OneToOneField(
        Site, primary_key=True, on_delete=models.CASCADE, editable=False, related_name="navigation"
    )

    panels: ClassVar = [RowsPanel("items", heading="Menu entries", label="entry")]

    class Meta:
        verbose_name = "navigation"
        verbose_name_plural = "navigation"


class MenuPlace(models.TextChoices):
    MAIN = "main", "Main menu"
    FOOTER = "footer", "Footer"


class NavigationItem(Orderable):
    """A link in a menu: to a page of this site, or to an address."""

    navigation = ParentalKey(Navigation, on_delete=models.CASCADE, related_name="items")
    place = models.CharField(max_length=8, choices=MenuPlace.choices, default=MenuPlace.MAIN)
    label = models.CharField(max_length=100, blank=True, help_text="Empty: the title of the page.")
    page = models.ForeignKey(Page, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    url = models.URLField("address", blank=True, help_text="Instead of a page.")

    panels: ClassVar = [FieldPanel("place"), FieldPanel("label"), PageChooserPanel("page"), FieldPanel("url")]

    def __str__(self) -> str:
        return self.label or str(self.page or self.url)

    def clean(self) -> None:
        """Ask for exactly one target, and for words where the target has no title."""
        super().clean()
        if bool(self.page_id) == bool(self.url):
            raise ValidationError({"page": "Choose a page or give an address: one of the two."})
        if self.url and not self.label:
            raise ValidationError({"label": "Give the words of the link."})
