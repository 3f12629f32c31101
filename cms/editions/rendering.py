"""From a live page to the bytes of its edition."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from pydantic import ValidationError
from wagtail.models import Site

from cms.core.keys import Key, page_key
from cms.core.models import BasePage
from cms.core.problems import Problem, PublishRefused
from cms.core.rendering.context import RenderContext
from cms.core.schemas import PageCard
from cms.core.sites import site_of
from cms.editions.words import words_of


@dataclass(frozen=True)
class Rendered:
    """A page as JSON with all it depends on; nothing is stored yet.

    ``card``: what other pages and lists show of it, as JSON; ``face``: digest of that, and until when. ``names`` and
    ``text``: what readers find it by, beside its title.
    """

    site: Site
    path: str
    title: str
    content: str
    digest: str
    card: str
    face: str
    names: str
    text: str
    base_url: str
    true_until: datetime | None
    shows: frozenset[Key]
    watches: frozenset[Key]
    listed: frozenset[Key]


def render(page: BasePage, *, now: datetime) -> Rendered | None:
    """Render ``page`` as readers would get it at ``now``; None for a page outside every site.

    Raises ``PublishRefused`` where the page does not fit its own schema.
    """
    site = site_of(page)
    if site is None:
        return None
    context = RenderContext(site=site, now=now, api_base_url=settings.WAGTAILAPI_BASE_URL)
    content = _validated(page, context)
    # What the card shows, the edition shows: lists take it from there.
    card = PageCard.model_validate(page.represent_card(context)).model_dump_json()
    names = " ".join(page.search_names(context))
    return Rendered(
        site=site,
        path=context.path_of(page),
        title=page.title,
        content=content,
        digest=_sha256(content),
        card=card,
        face=_face(page, card),
        names=names,
        text=words_of(json.loads(content), page.schema),
        base_url=context.api_base_url,
        true_until=context.true_until,
        shows=frozenset(context.shows - {page_key(page.pk)}),
        watches=frozenset(context.watches - {page_key(page.pk)}),
        listed=frozenset(page.listing_keys()),
    )


def _validated(page: BasePage, context: RenderContext) -> str:
    try:
        return page.schema.model_validate(page.represent(context)).model_dump_json()
    except ValidationError as error:
        raise PublishRefused(page.title, [_problem(found) for found in error.errors()]) from error


def _face(page: BasePage, card: str) -> str:
    """A page is shown elsewhere as a card, or as less: a link, a step of a trail. All of that is in its card.

    With it goes until when: whoever shows or counts the page is true no longer than that.
    """
    return _sha256(f"{card} {page.expire_at.isoformat() if page.expire_at else ''}")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _problem(found: object) -> Problem:
    details = found if isinstance(found, dict) else {}
    where = " → ".join(str(part) for part in details.get("loc", ()))
    return Problem(f"It can't be shown to readers as it is: {where}: {details.get('msg', 'is not valid')}.")
