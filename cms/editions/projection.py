"""The projection that keeps one current edition for each live page, inside the transaction that publishes it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from cms.core.keys import Key, page_key
from cms.core.models import BasePage
from cms.editions import search, selectors
from cms.editions.models import SCHEMA_VERSION, Edition, EditionKey, RenderRequest, Role
from cms.editions.rendering import Rendered, render
from cms.events import selectors as events
from cms.events.models import Event
from cms.publishing.projections import Prepared, Transition

RoleKeys = set[tuple[str, Key]]


def project(page: BasePage, transition: Transition, now: datetime) -> Prepared:
    """Prepare the next edition of ``page``, or the end of the current one."""
    current = selectors.current_edition(page.pk)
    stored = _stored_keys(current)
    seen = events.last_sequence()
    rendered = None if transition is Transition.GONE else render(page, now=now)
    if rendered is None:
        return Prepared(
            changed=current is not None,
            write=lambda _event: _end(page, current, now),
            keys=_listed(stored) | {page_key(page.pk)},
        )
    return Prepared(
        changed=current is None or _differs(current, rendered) or current.face != rendered.face,
        write=lambda event: _write(page, current, stored, rendered, event, seen=seen, now=now),
        settle=_settling(page, current, stored, rendered, seen=seen, now=now),
        keys=_touched(page, current, stored, rendered),
    )


def _touched(page: BasePage, current: Edition | None, stored: RoleKeys, rendered: Rendered) -> frozenset[Key]:
    """What else may have to be rendered for it.

    Other pages show a page's face and list it; where both stay, a new text concerns nobody else. Else each article
    would render the front page, and that every page below it.
    """
    former = _listed(stored)
    if current is None or current.face != rendered.face:
        return former | rendered.listed | {page_key(page.pk)}
    return former ^ rendered.listed


def _differs(current: Edition, rendered: Rendered) -> bool:
    """Whether readers of the page get something else, or get it elsewhere."""
    return (current.digest, current.path, current.site_id) != (
        rendered.digest,
        rendered.path,
        rendered.site.pk,
    )


def _end(page: BasePage, current: Edition | None, now: datetime) -> None:
    _close(current, now)
    search.remove(page.pk)


def _close(current: Edition | None, moment: datetime) -> None:
    if current is not None:
        ends = max(moment, current.valid_from)
        Edition.objects.filter(pk=current.pk, valid_to__isnull=True).update(valid_to=ends)


def _write(
    page: BasePage,
    current: Edition | None,
    stored: RoleKeys,
    rendered: Rendered,
    event: Event,
    *,
    seen: int,
    now: datetime,
) -> None:
    if current is not None and not _differs(current, rendered):
        _keep(page, current, stored, rendered)
    else:
        # Never before the one it takes over from, whoever's clock made that.
        begins = max(now, current.valid_from) if current is not None else now
        _close(current, begins)
        edition = Edition.objects.create(
            page_id=page.pk,
            site=rendered.site,
            path=rendered.path,
            locale=page.locale.language_code,
            type=page.type_name(),
            content=rendered.content,
            digest=rendered.digest,
            sequence=event.sequence,
            valid_from=begins,
            **_engine_fields(rendered),
        )
        _store_keys(edition, _role_keys(rendered))
        search.enter(page.pk, rendered)
    _ask_again_if_overtaken(page, rendered, seen=seen, before=event.sequence, now=now)


def _settling(
    page: BasePage,
    current: Edition | None,
    stored: RoleKeys,
    rendered: Rendered,
    *,
    seen: int,
    now: datetime,
) -> Any:
    """How to store what is new beside the content: other dependencies, another end; None where nothing is."""
    if current is None or _is_settled(page, current, stored, rendered):
        return None

    def settle(newest: int) -> None:
        _keep(page, current, stored, rendered)
        _ask_again_if_overtaken(page, rendered, seen=seen, before=newest + 1, now=now)

    return settle


def _is_settled(page: BasePage, current: Edition, stored: RoleKeys, rendered: Rendered) -> bool:
    fields = _engine_fields(rendered)
    return (
        all(getattr(current, name) == value for name, value in fields.items())
        and stored == _role_keys(rendered)
        and search.is_up_to_date(page.pk, rendered)
    )


def _keep(page: BasePage, current: Edition, stored: RoleKeys, rendered: Rendered) -> None:
    """The content stays; what the engine knows about it may be new."""
    Edition.objects.filter(pk=current.pk).update(**_engine_fields(rendered))
    if stored != _role_keys(rendered):
        EditionKey.objects.filter(edition=current).delete()
        _store_keys(current, _role_keys(rendered))
    if not search.is_up_to_date(page.pk, rendered):
        search.enter(page.pk, rendered)


def _engine_fields(rendered: Rendered) -> dict[str, Any]:
    return {
        "face": rendered.face,
        "schema_version": SCHEMA_VERSION,
        "base_url": rendered.base_url,
        "true_until": rendered.true_until,
    }


def _ask_again_if_overtaken(
    page: BasePage, rendered: Rendered, *, seen: int, before: int, now: datetime
) -> None:
    """Render once more if something this edition shows changed while it was being rendered.

    That change's own consumer may have looked for dependents before this edition was committed. Event numbers are
    commit-ordered, so whatever came between the last number seen before rendering and ``before``, which is held until
    the commit, is now visible.
    """
    if events.touched_between(rendered.shows | rendered.watches, after=seen, before=before):
        RenderRequest.objects.get_or_create(
            page_id=page.pk,
            defaults={"reason": "changed while rendering", "requested_at": now, "next_try_at": now},
        )


def _store_keys(edition: Edition, keys: RoleKeys) -> None:
    EditionKey.objects.bulk_create(
        EditionKey(edition=edition, role=role, kind=key.kind, object_id=key.object_id)
        for role, key in sorted(keys)
    )


def _role_keys(rendered: Rendered) -> RoleKeys:
    return set(_roles(rendered))


def _roles(rendered: Rendered) -> Iterator[tuple[str, Key]]:
    for role, keys in (
        (Role.SHOWS, rendered.shows),
        (Role.WATCHES, rendered.watches - rendered.shows),
        (Role.LISTED, rendered.listed),
    ):
        yield from ((role.value, key) for key in keys)


def _stored_keys(edition: Edition | None) -> RoleKeys:
    if edition is None:
        return set()
    return {(key.role, Key(key.kind, key.object_id)) for key in edition.keys.all()}


def _listed(keys: RoleKeys) -> frozenset[Key]:
    return frozenset(key for role, key in keys if role == Role.LISTED)
