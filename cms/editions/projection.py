"""The projection that keeps one current edition for each live page, inside the transaction that publishes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from cms.core.keys import Key, page_key
from cms.core.models import BasePage
from cms.core.rendering.context import loaded_once
from cms.core.together import together
from cms.core.updates import update_each
from cms.editions import search, selectors
from cms.editions.models import SCHEMA_VERSION, Edition, EditionKey, RenderRequest, Role
from cms.editions.rendering import Rendered, render
from cms.events import selectors as events
from cms.events.models import Event
from cms.events.selectors import Interval
from cms.publishing.projections import Prepared, Transition

RoleKeys = set[tuple[str, Key]]

# Until the event that made the edition has its number, shortly before the commit.
UNNUMBERED = 0

_seen: ContextVar[int | None] = ContextVar("seen", default=None)


@contextmanager
def projecting_together() -> Iterator[None]:
    """Pages projected within the block are rendered from what is loaded once for all of them."""
    token = _seen.set(events.last_sequence())
    try:
        with loaded_once():
            yield
    finally:
        _seen.reset(token)


def project(page: BasePage, transition: Transition, now: datetime) -> Prepared:
    """Prepare the next edition of ``page``, or the end of the current one."""
    current = selectors.current_edition(page.pk)
    stored = _stored_keys(current)
    shared = _seen.get()
    seen = events.last_sequence() if shared is None else shared
    rendered = None if transition is Transition.GONE else render(page, now=now)
    if rendered is None:
        return Prepared(
            changed=current is not None,
            store=lambda: _end(page, current, now),
            keys=_listed(stored) | {page_key(page.pk)},
        )
    coming = Next(page, current, stored, rendered, seen, now)
    return Prepared(
        changed=coming.differs or coming.has_another_face,
        store=coming.store,
        write=coming.write,
        settle=coming.settling(),
        keys=coming.touched(),
    )


@dataclass(frozen=True)
class Next:
    """What comes after ``current``, whose keys are ``stored``.

    ``seen``: the number of the newest event when rendering began.
    """

    page: BasePage
    current: Edition | None
    stored: RoleKeys
    rendered: Rendered
    seen: int
    now: datetime

    @property
    def differs(self) -> bool:
        """Whether readers of the page get something else, or get it elsewhere."""
        if self.current is None:
            return True
        new = (self.rendered.digest, self.rendered.path, self.rendered.site.pk)
        return (self.current.digest, self.current.path, self.current.site_id) != new

    @property
    def has_another_face(self) -> bool:
        """Whether other pages show something else of it."""
        return self.current is None or self.current.face != self.rendered.face

    def touched(self) -> frozenset[Key]:
        """What else may have to be rendered for it.

        Other pages show a page's face and list it; where both stay, a new text concerns nobody else. Else each article
        would render the front page, and that every page below it.
        """
        former = _listed(self.stored)
        if self.has_another_face:
            return former | self.rendered.listed | {page_key(self.page.pk)}
        return former ^ self.rendered.listed

    def store(self) -> None:
        if self.differs:
            together(_store_editions, (self.current, self.edition, self._role_keys()))
            search.enter(self.page.pk, self.rendered)
        else:
            self._keep()

    def write(self, event: Event) -> None:
        if self.differs:
            together(_number, (self.edition, event))
        self._ask_again_if_overtaken(before=event.sequence)

    def settling(self) -> Callable[[int], None] | None:
        """How to store what is new beside the content: other dependencies, another end; None where nothing is."""
        if self.current is None or self._is_settled(self.current):
            return None

        def settle(newest: int) -> None:
            self._keep()
            self._ask_again_if_overtaken(before=newest + 1)

        return settle

    @cached_property
    def edition(self) -> Edition:
        """The one that takes over from ``current``, without its number."""
        # Never before the one it takes over from, whoever's clock made that.
        begins = max(self.now, self.current.valid_from) if self.current is not None else self.now
        return Edition(
            page_id=self.page.pk,
            site=self.rendered.site,
            path=self.rendered.path,
            locale=self.page.locale.language_code,
            type=self.page.type_name(),
            content=self.rendered.content,
            digest=self.rendered.digest,
            sequence=UNNUMBERED,
            valid_from=begins,
            **self._engine_fields(),
        )

    def _keep(self) -> None:
        """The content stays; what the engine knows about it may be new."""
        Edition.objects.filter(page_id=self.page.pk, valid_to__isnull=True).update(**self._engine_fields())
        if self.current is not None and self.stored != self._role_keys():
            EditionKey.objects.filter(edition=self.current).delete()
            EditionKey.objects.bulk_create(_key_rows(self.current, self._role_keys()))
        if not search.is_up_to_date(self.page.pk, self.rendered):
            search.enter(self.page.pk, self.rendered)

    def _is_settled(self, current: Edition) -> bool:
        return (
            all(getattr(current, name) == value for name, value in self._engine_fields().items())
            and self.stored == self._role_keys()
            and search.is_up_to_date(self.page.pk, self.rendered)
        )

    def _engine_fields(self) -> dict[str, Any]:
        return {
            "card": self.rendered.card,
            "face": self.rendered.face,
            "schema_version": SCHEMA_VERSION,
            "base_url": self.rendered.base_url,
            "true_until": self.rendered.true_until,
            "surrogate_keys": surrogate_keys(key for role, key in self._role_keys() if role != Role.LISTED),
        }

    def _role_keys(self) -> RoleKeys:
        by_role = {
            Role.SHOWS: self.rendered.shows,
            Role.WATCHES: self.rendered.watches - self.rendered.shows,
            Role.LISTED: self.rendered.listed,
        }
        return {(role.value, key) for role, keys in by_role.items() for key in keys}

    def _ask_again_if_overtaken(self, *, before: int) -> None:
        """Render once more if something this edition shows changed while it was being rendered.

        That change's own consumer may have looked for dependents before this edition was committed. Event numbers are
        commit-ordered, so whatever came between the last number seen before rendering and ``before``, which is held
        until the commit, is now visible.
        """
        depends = self.rendered.shows | self.rendered.watches
        together(_ask_again, (self.page.pk, Interval(depends, self.seen, before), self.now))


def _ask_again(rendered: list[tuple[int, Interval, datetime]]) -> None:
    touched = events.touched_in([interval for _, interval, _ in rendered])
    for (page_id, _, now), is_touched in zip(rendered, touched, strict=True):
        if is_touched:
            moments = {"requested_at": now, "next_try_at": now}
            RenderRequest.objects.get_or_create(
                page_id=page_id, defaults={"reason": "changed while rendering", **moments}
            )


def _end(page: BasePage, current: Edition | None, now: datetime) -> None:
    _close(current, now)
    search.remove(page.pk)


def _close(current: Edition | None, moment: datetime) -> None:
    if current is not None:
        ends = max(moment, current.valid_from)
        Edition.objects.filter(pk=current.pk, valid_to__isnull=True).update(valid_to=ends)


def _store_editions(coming: list[tuple[Edition | None, Edition, RoleKeys]]) -> None:
    """Let each edition take over from the one before it, with its keys."""
    for current, edition, _ in coming:
        _close(current, edition.valid_from)
    Edition.objects.bulk_create(edition for _, edition, _ in coming)
    EditionKey.objects.bulk_create(row for _, edition, keys in coming for row in _key_rows(edition, keys))


def _number(numbered: list[tuple[Edition, Event]]) -> None:
    for edition, event in numbered:
        edition.sequence = event.sequence
    update_each([edition for edition, _ in numbered], ["sequence"])


def surrogate_keys(keys: Iterable[Key]) -> str:
    """As they are kept with an edition: ``entity-5,image-2``, each once, in order."""
    return ",".join(sorted({key.surrogate for key in keys}))


def _key_rows(edition: Edition, keys: RoleKeys) -> Iterator[EditionKey]:
    for role, key in sorted(keys):
        yield EditionKey(edition=edition, role=role, kind=key.kind, object_id=key.object_id)


def _stored_keys(edition: Edition | None) -> RoleKeys:
    if edition is None:
        return set()
    return {(key.role, Key(key.kind, key.object_id)) for key in edition.keys.all()}


def _listed(keys: RoleKeys) -> frozenset[Key]:
    return frozenset(key for role, key in keys if role == Role.LISTED)
