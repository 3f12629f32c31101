"""Reading and editing one entry, or one thing that pages rest on, in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import quote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail.models import Page
from wagtail.snippets.views.snippets import CreateView, EditView, InspectView, UnpublishView

from cms.editions.selectors import pages_showing
from cms.publishing.checklist import WithChecklist
from cms.publishing.editor import TellingPastTimes
from medications.keys import entity_key
from medications.models import Credential, DrugPage, Entity, EntityKind, TopicHubPage
from medications.selectors import pages_mentioning

MODEL_OF_KIND = {
    EntityKind.MEDICINE: "medicine",
    EntityKind.MEDICINE_CLASS: "medicineclass",
    EntityKind.CONDITION: "condition",
}


class EditOrRead(EditView):
    """The form, or for whoever may not change the object what it says: every chooser and list links to the form."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "GET" and not self.user_has_permission("change"):
            return redirect(self.get_inspect_url())
        return super().dispatch(request, *args, **kwargs)


class InspectEntry(InspectView):
    """The facts of an entry, and the published pages that speak of it by link, name or alias."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "speaking_pages": pages_mentioning(self.object)[:100]}


class UnpublishEntryView(UnpublishView):
    """Asks again, and says which published pages lose what they show of the entry."""

    template_name = "medications/admin/confirm_unpublish_entry.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        showing = pages_showing(entity_key(self.object.pk), now=timezone.now())
        about = [*_about(DrugPage, "medicine", self.object), *_about(TopicHubPage, "subject", self.object)]
        return {
            **super().get_context_data(**kwargs),
            "pages_about": showing.filter(pk__in=about).order_by("title"),
            "pages_showing": showing.exclude(pk__in=about).order_by("title"),
        }


def _about(model: type[Page], field: str, entity: Entity) -> QuerySet[Page, int]:
    return model._default_manager.filter(**{field: entity.pk}).values_list("pk", flat=True)


class CreateEntryView(TellingPastTimes, WithChecklist, CreateView):
    pass


class EditEntryView(TellingPastTimes, WithChecklist, EditOrRead):
    def save_instance(self) -> Any:
        """Save a new version, but not where somebody only approves.

        Stock Wagtail saves one with every approval of a snippet. The approval is then of the version before it, and
        since an edit asks for a new approval, the workflow would go round for ever.
        """
        if self.action == "workflow-action" and not self.form.has_changed():
            return self.object
        return super().save_instance()


class OpenAsWhatItIs(EditView):
    """Sends whoever clicks from the list of all entries to the form of the entry's own kind."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        entity = get_object_or_404(Entity, pk=kwargs["pk"])
        name = f"wagtailsnippets_medications_{MODEL_OF_KIND[EntityKind(entity.kind)]}:edit"
        return redirect(reverse(name, args=[quote(entity.pk)]))


class InspectSource(InspectView):
    """A source, with links to read it."""

    def get_url_display_value(self) -> str:
        return _link(self.object.url, self.object.url)

    def get_doi_display_value(self) -> str:
        return _link(f"https://doi.org/{self.object.doi}", self.object.doi)

    def get_pmid_display_value(self) -> str:
        return _link(f"https://pubmed.ncbi.nlm.nih.gov/{self.object.pmid}/", self.object.pmid)


class InspectContributor(InspectView):
    """A person, with what qualifies them and for how long."""

    def get_credentials_display_value(self) -> SafeString | str:
        rows = ((_in_words(row),) for row in self.object.credentials.all())
        return format_html_join("", "<div>{}</div>", rows) or "-"


def _link(url: str, words: str) -> str:
    return format_html('<a href="{}" rel="noreferrer">{}</a>', url, words) if words else "-"


def _in_words(credential: Credential) -> str:
    title = f" ({credential.title})" if credential.title else ""
    begins = f", from {credential.valid_from:%d %B %Y}" if credential.valid_from else ""
    ends = f", until {credential.valid_to:%d %B %Y}" if credential.valid_to else ""
    return f"{credential}{title}{begins}{ends}"
