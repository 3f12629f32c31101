"""What is asked of the people who put releases together."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import DraftStateMixin, Page
from wagtail.snippets.models import get_snippet_models
from wagtail.snippets.widgets import AdminSnippetChooser

from cms.publishing.due import specific_object
from cms.publishing.moment_field import MomentField, reading_in_words
from cms.releases.models import ItemAction, Release


class NewReleaseForm(forms.ModelForm[Release]):
    class Meta:
        model = Release
        fields: ClassVar = ["title", "notes"]


class ReleaseForm(forms.ModelForm[Release]):
    class Meta:
        model = Release
        fields: ClassVar = ["title", "notes", "owner"]


class SeenForm(forms.Form):
    """A decision about a release as somebody saw it."""

    seen = forms.CharField(widget=forms.HiddenInput)


class TimeForm(SeenForm):
    """``reading``: which moment is meant, where the time as it was written may mean two."""

    go_live_at = MomentField(label="When it goes out", required=False)
    reading = MomentField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = timezone.get_current_timezone_name()
        self.fields["go_live_at"].help_text = f"In the time zone of your account: {zone}."

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("reading"):
            self.errors.pop("go_live_at", None)
            return {**said, "go_live_at": said["reading"]}
        if not said.get("go_live_at") and "go_live_at" not in self.errors:
            self.add_error("go_live_at", "Give the time.")
        return said

    @property
    def readings(self) -> list[tuple[str, str]]:
        """What may be meant: each moment as it is sent, and in words."""
        refused = self.errors.as_data().get("go_live_at", [])
        return [
            (moment.isoformat(), reading_in_words(moment))
            for error in refused
            if error.code == "ambiguous_timezone"
            for moment in (error.params or {})["readings"]
        ]


class ItemForm(forms.Form):
    """One page or entry, and what becomes of it. An entry is chosen from any kind that has drafts."""

    page = forms.ModelChoiceField(Page.objects.all(), required=False, widget=AdminPageChooser)
    action = forms.ChoiceField(
        label="What happens",
        choices=[
            (ItemAction.PUBLISH, "Its latest version goes live"),
            (ItemAction.UNPUBLISH, "It goes offline"),
        ],
        initial=ItemAction.PUBLISH,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = {f"entry_{model._meta.model_name}": model for model in kinds_of_entries()}
        for name, model in self.kinds.items():
            field = forms.ModelChoiceField(
                model._default_manager.all(),
                label=str(model._meta.verbose_name).capitalize(),
                required=False,
                widget=AdminSnippetChooser(model),
            )
            self.fields[name] = field
        self.order_fields(["page", *self.kinds, "action"])

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        chosen = [said[name] for name in ("page", *self.kinds) if said.get(name) is not None]
        if len(chosen) != 1:
            raise forms.ValidationError("Choose one page or one entry.")
        return {**said, "instance": specific_object(chosen[0])}


def kinds_of_entries() -> list[type[Any]]:
    """The snippets with drafts, without those that can be chosen as one of a more general kind."""
    models = [model for model in get_snippet_models() if issubclass(model, DraftStateMixin)]
    return [
        model
        for model in models
        if not any(issubclass(model, other) for other in models if other is not model)
    ]
