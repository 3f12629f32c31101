"""What would stand beside a draft if it were published as it is, for the people who write it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from wagtail.models import Page

from cms.core.models import BasePage
from cms.core.rendering.context import RenderContext
from cms.core.sites import site_of
from cms.related import description, selectors, services, showing, weights
from cms.related.describing import Vocabulary
from cms.related.description import Source
from cms.related.models import Space
from cms.related.ranking import Entry
from cms.related.showing import Shown
from cms.related.vectors import counts_of

# Beside those that readers would get, for editors to choose from.
MOST = weights.LISTED


@dataclass(frozen=True)
class Suggestion:
    """A live page. ``percent``: how near it is; None for a pinned one that is not among the nearest. ``reasons``: in
    words."""

    page: Page
    percent: int | None
    reasons: tuple[str, ...]
    is_pinned: bool = False

    @property
    def type_name(self) -> str:
        return str(self.page.specific_class._meta.verbose_name)


@dataclass(frozen=True)
class Suggestions:
    """``shown``: what readers would get, in order. ``further``: the next ones. ``never``: what the draft keeps out, and
    ``hidden``: what it pins and readers can't get yet."""

    shown: tuple[Suggestion, ...] = ()
    further: tuple[Suggestion, ...] = ()
    never: tuple[Page, ...] = ()
    hidden: tuple[Page, ...] = ()


def suggestions_for(draft: BasePage, *, now: datetime) -> Suggestions | None:
    """For a page as it was last saved; None where no source knows its type, or it stands on no site."""
    source, site = description.source_of(draft.type_name()), site_of(draft)
    if source is None or site is None:
        return None
    context = RenderContext(site=site, now=now, api_base_url=settings.WAGTAILAPI_BASE_URL)
    choices = source.draft_choices(draft)
    found = _scored(draft, source, context)
    ordered = showing.chosen(draft.pk, found, choices, context)
    room = showing.room_for(choices)
    made = _suggestions(ordered[: room + MOST], {pk: entry for pk, (_, entry) in found.items()}, context)
    left = {*choices.pins} - {shown.page_id for shown in ordered} - {draft.pk}
    return Suggestions(
        shown=tuple(made[:room]),
        further=tuple(made[room:]),
        never=tuple(_pages(choices.exclusions)),
        hidden=tuple(_pages(left)),
    )


def _scored(draft: BasePage, source: Source, context: RenderContext) -> dict[int, tuple[bool, Entry]]:
    """The lists that would be kept if it were live, by id: whether a page is of its type, and how near it is."""
    language = draft.locale.language_code
    space = Space.objects.filter(site_id=context.site.pk, language=language).first()
    if space is None:
        return {}
    counts = counts_of(source.describe_draft(draft, draft.represent(context), context))
    vocabulary = Vocabulary(space.pk)
    vocabulary.learn([counts])
    vector = vocabulary.numbered_as_known(vocabulary.vector_of(counts))
    shelves = services.new_shelves(draft.type_name(), selectors.scored_with(vector, without=draft.pk))
    services.fill_reasons(shelves, selectors.reasons_with(vector, shelves.rows().keys()))
    return shelves.rows()


def _suggestions(
    ordered: Collection[Shown], entries: dict[int, Entry], context: RenderContext
) -> list[Suggestion]:
    with_reasons = [
        Shown(shown.page_id, reasons=selectors.reasons_in(entries[shown.page_id].reasons))
        if shown.page_id in entries
        else shown
        for shown in ordered
    ]
    words = showing.in_words(with_reasons, context)
    pages = {page.pk: page for page in _pages([shown.page_id for shown in ordered])}
    return [
        Suggestion(
            page=pages[shown.page_id],
            percent=_percent(entries.get(shown.page_id)),
            reasons=tuple(words[shown.page_id]),
            is_pinned=shown.is_pinned,
        )
        for shown in ordered
        if shown.page_id in pages
    ]


def _percent(entry: Entry | None) -> int | None:
    return round(100 * entry.rank.score / weights.WHOLE) if entry is not None else None


def _pages(page_ids: Collection[int]) -> list[Page]:
    return list(Page.objects.filter(pk__in=page_ids).order_by("title"))
