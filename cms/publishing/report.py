"""The report of everything that is scheduled, blocked or late, with filters and as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

import django_filters
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.reports import ReportView
from wagtail.coreutils import get_content_type_label
from wagtail.models import DraftStateMixin, Revision

from cms.core.moment import database_now
from cms.publishing import sources
from cms.publishing.agenda import Entry, Span, State, agenda_for
from cms.publishing.models import JobKind
from cms.publishing.words import VERBS, moment_in_words


@dataclass(frozen=True)
class Row:
    """An entry of the agenda in words."""

    entry: Entry
    type_name: str
    scheduled_by: str
    owner: str

    @property
    def title(self) -> str:
        return self.entry.title

    @property
    def what(self) -> str:
        return self.entry.what

    @property
    def due(self) -> datetime:
        return self.entry.due

    @property
    def state(self) -> str:
        return self.entry.state.value

    @property
    def reason(self) -> str:
        return self.entry.reason


def _type_choices() -> list[tuple[int, str]]:
    models: list[type[Any]] = [model for model in apps.get_models() if issubclass(model, DraftStateMixin)]
    models += [source.model for source in sources.all_sources()]
    types = ContentType.objects.get_for_models(*models, for_concrete_models=False)
    return sorted(((found.pk, str(get_content_type_label(found))) for found in types.values()), key=_label)


def _label(choice: tuple[int, str]) -> str:
    return choice[1]


def _users(request: Any) -> Any:
    users = get_user_model()
    return users._default_manager.order_by(users.USERNAME_FIELD)


class ScheduledFilterSet(WagtailFilterSet):
    """Filters a list: what is scheduled stands in several tables, and who may see it is asked beforehand."""

    state = django_filters.ChoiceFilter(
        label="State", choices=[(state.value, state.value) for state in State]
    )
    kind = django_filters.ChoiceFilter(
        label="What happens", choices=[(kind.value, VERBS[kind].happens) for kind in JobKind]
    )
    type = django_filters.ChoiceFilter(label="Type", choices=_type_choices)
    due = django_filters.DateFromToRangeFilter(label="When", widget=DateRangePickerWidget)
    scheduled_by = django_filters.ModelChoiceFilter(label="Scheduled by", queryset=_users)
    owner = django_filters.ModelChoiceFilter(label="Owner", queryset=_users)

    class Meta:
        model = Revision
        fields: ClassVar[list[str]] = []

    def filter_queryset(self, queryset: list[Row]) -> list[Row]:
        return [row for row in queryset if all(self._conditions(row.entry))]

    def _conditions(self, entry: Entry) -> Iterator[bool]:
        asked = {name: value for name, value in self.form.cleaned_data.items() if value}
        of_entry = {
            "state": entry.state.value,
            "kind": entry.kind.value,
            "type": str(entry.content_type_id),
        }
        yield from (asked.get(name, value) == value for name, value in of_entry.items())
        for name, user_id in (("scheduled_by", entry.scheduled_by), ("owner", entry.owner)):
            yield name not in asked or asked[name].pk == user_id
        if "due" in asked:
            yield asked["due"].start is None or entry.due >= asked["due"].start
            yield asked["due"].stop is None or entry.due <= asked["due"].stop


class StateColumn(Column):
    """The state, and under it the reason."""

    cell_template_name = "publishing/report_state.html"


class ScheduledView(ReportView):
    """What the user may see of it. The number of queries does not depend on how much there is."""

    template_name = "publishing/report.html"
    table_classname = "listing scheduled-report"
    page_title = "Scheduled"
    header_icon = "calendar-check"
    index_url_name = "publishing:report"
    index_results_url_name = "publishing:report_results"
    filterset_class = ScheduledFilterSet
    columns: ClassVar = [
        TitleColumn("title", label="Title", width="28%", get_url=lambda row: row.entry.edit_url or None),
        Column("what", label="What", accessor=lambda row: f"{row.type_name} {row.what}"),
        Column("due", label="When", accessor=lambda row: moment_in_words(row.due)),
        StateColumn("state", label="State", accessor=lambda row: row),
        Column("scheduled_by", label="By"),
    ]
    list_export: ClassVar = ["title", "type_name", "what", "due", "state", "reason", "scheduled_by", "owner"]
    export_headings: ClassVar = {
        "title": "Title",
        "type_name": "Type",
        "what": "What happens",
        "due": "When (UTC)",
        "state": "State",
        "reason": "Why",
        "scheduled_by": "Scheduled by",
        "owner": "Owner",
    }

    def get_queryset(self) -> list[Row]:
        entries = agenda_for(user=self.request.user, now=database_now(), span=Span())
        ids = {entry.scheduled_by for entry in entries} | {entry.owner for entry in entries}
        users = get_user_model()._default_manager.in_bulk([pk for pk in ids if pk is not None])
        names = {pk: get_user_display_name(user) for pk, user in users.items()}
        types = dict(_type_choices())
        return [
            Row(
                entry,
                types.get(entry.content_type_id, "removed"),
                names.get(entry.scheduled_by or 0, ""),
                names.get(entry.owner or 0, ""),
            )
            for entry in entries
        ]

    def get_filename(self) -> str:
        return f"scheduled-{timezone.localdate():%Y-%m-%d}"
