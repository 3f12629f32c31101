"""The projection that keeps one current edition for each live page, inside the transaction that publishes it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cms.core.keys import Key
from cms.core.models import BasePage
from cms.editions import selectors
from cms.editions.models import Edition, EditionKey, RenderRequest, Role
from cms.editions.rendering import Rendered, render
from cms.events import selectors as events
from cms.events.models import Event
from cms.publishing.projections import Prepared, Transition


def project(page: BasePage, transition: Transition, now: datetime) -> Prepared:
    """Prepare the next edition of ``page``, or the end of the current one."""
    current = selectors.current_edition(page.pk)
    former_lists = _keys_of(current, Role.LISTED)
    if transition is Transition.GONE:
        return Prepared(changed=current is not None, write=lambda _: _close(current, now), keys=former_lists)
    seen = events.last_sequence()
    rendered = render(page, now=now)
    if rendered is None:
        return Prepared(changed=current is not None, write=lambda _: _close(current, now), keys=former_lists)
    return Prepared(
        changed=current is None or _differs(current, rendered),
        write=lambda event: _write(page, current, rendered, event, seen=seen, now=now),
        keys=former_lists | rendered.listed,
    )


def _differs(current: Edition, rendered: Rendered) -> bool:
    return (current.digest, current.path, current.site_id) != (
        rendered.digest,
        rendered.path,
        rendered.site.pk,
    )


def _close(current: Edition | None, now: datetime) -> None:
    if current is not None:
        Edition.objects.filter(pk=current.pk, valid_to__isnull=True).update(valid_to=now)


def _write(
    page: BasePage, current: Edition | None, rendered: Rendered, event: Event, *, seen: int, now: datetime
) -> None:
    if current is not None and not _differs(current, rendered):
        edition = current
        if _all_keys(current) == set(_roles(rendered)):
            _ask_again_if_overtaken(page, rendered, event, seen=seen, now=now)
            return
        EditionKey.objects.filter(edition=current).delete()
    else:
        _close(current, now)
        edition = Edition.objects.create(
            page_id=page.pk,
            site=rendered.site,
            path=rendered.path,
            locale=page.locale.language_code,
            type=page.type_name(),
            content=rendered.content,
            digest=rendered.digest,
            sequence=event.sequence,
            valid_from=now,
        )
    EditionKey.objects.bulk_create(
        EditionKey(edition=edition, role=role, kind=key.kind, object_id=key.object_id)
        for role, key in sorted(_roles(rendered))
    )
    _ask_again_if_overtaken(page, rendered, event, seen=seen, now=now)


def _ask_again_if_overtaken(
    page: BasePage, rendered: Rendered, event: Event, *, seen: int, now: datetime
) -> None:
    """Render once more if something this edition shows changed while it was being rendered.

    That change's own consumer may have looked for dependents before this edition was committed. Event numbers are
    commit-ordered, so whatever came between the last number seen before rendering and this edition's own
    is now visible.
    """
    if events.touched_between(rendered.shows | rendered.watches, after=seen, before=event.sequence):
        RenderRequest.objects.get_or_create(
            page_id=page.pk,
            defaults={"reason": "changed while rendering", "requested_at": now, "next_try_at": now},
        )


def _roles(rendered: Rendered) -> Iterator[tuple[str, Key]]:
    for role, keys in (
        (Role.SHOWS, rendered.shows),
        (Role.WATCHES, rendered.watches - rendered.shows),
        (Role.LISTED, rendered.listed),
    ):
        yield from ((role.value, key) for key in keys)


def _all_keys(edition: Edition) -> set[tuple[str, Key]]:
    return {(key.role, Key(key.kind, key.object_id)) for key in edition.keys.all()}


def _keys_of(edition: Edition | None, role: Role) -> frozenset[Key]:
    if edition is None:
        return frozenset()
    return frozenset(Key(key.kind, key.object_id) for key in edition.keys.filter(role=role))
