"""What is asked of the people who put releases together."""

from __future__ import annotations

from typing import ClassVar

from django.forms import ModelForm

from cms.releases.models import Release


class NewReleaseForm(ModelForm[Release]):
    class Meta:
        model = Release
        fields: ClassVar = ["title", "notes"]


class ReleaseForm(ModelForm[Release]):
    class Meta:
        model = Release
        fields: ClassVar = ["title", "notes", "owner"]
