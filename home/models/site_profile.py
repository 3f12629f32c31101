"""Who publishes a site, and whom its readers turn to in an emergency."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.images import get_image_model_string
from wagtail.models import Site


@register_setting(icon="globe")
class SiteProfile(BaseSiteSetting):
    """Shown on every page: the publisher in its structured data, the numbers in its emergency blocks.

    Its primary key is that of the site, so that pages can depend on ``site_profile:<site>`` before it is filled in.
    """

    site = models.OneToOneField(
        Site, primary_key=True, on_delete=models.CASCADE, editable=False, related_name="profile"
    )
    organisation_name = models.CharField(max_length=255, blank=True, help_text="Who publishes this site.")
    organisation_url = models.URLField(
        "organisation's address", blank=True, help_text="Its own site, if it is another."
    )
    logo = models.ForeignKey(
        get_image_model_string(), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    emergency_number = models.CharField(
        max_length=32, blank=True, help_text="Whom to call when life is in danger: 112, 911, 999."
    )
    poison_line = models.CharField(
        max_length=64,
        blank=True,
        help_text="Number of the poisons centre, for whoever took too much of a medicine.",
    )
    regulator_name = models.CharField(
        max_length=255, blank=True, help_text="The agency that takes reports of side effects."
    )
    regulator_url = models.URLField("where to report side effects", blank=True)

    panels: ClassVar = [
        MultiFieldPanel(
            [FieldPanel("organisation_name"), FieldPanel("organisation_url"), FieldPanel("logo")],
            heading="Publisher",
        ),
        MultiFieldPanel([FieldPanel("emergency_number"), FieldPanel("poison_line")], heading="Emergencies"),
        MultiFieldPanel([FieldPanel("regulator_name"), FieldPanel("regulator_url")], heading="Regulator"),
    ]

    class Meta:
        verbose_name = "site profile"
