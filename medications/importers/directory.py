"""Every entry's names in memory, so that finding one asks no query."""

from __future__ import annotations

from dataclasses import dataclass, field

from medications.importers.states import import_user_id
from medications.models import Alias, Entity


@dataclass(frozen=True, slots=True)
class Standing:
    """How an entry stands. ``own``: no editor has saved it since the import made it."""

    own: bool
    live: bool
    was_published: bool


@dataclass
class Directory:
    """Names are compared without regard to case. An ambiguous alias names nobody and is left out."""

    names: dict[tuple[str, str], int] = field(default_factory=dict)
    aliases: dict[str, set[int]] = field(default_factory=dict)
    kinds: dict[int, str] = field(default_factory=dict)
    slugs: set[tuple[str, str]] = field(default_factory=set)
    standings: dict[int, Standing] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Directory:
        """Read all entries; two queries."""
        own = import_user_id()
        found = cls()
        rows = Entity.objects.values_list(
            "pk", "kind", "name", "slug", "live", "first_published_at", "latest_revision__user_id"
        )
        for pk, kind, name, slug, live, first, user in rows.iterator():
            found.add(pk, kind, name, slug)
            found.standings[pk] = Standing(own=user == own, live=live, was_published=first is not None)
        for pk, text in Alias.objects.filter(ambiguous=False).values_list("entity_id", "text").iterator():
            found.add_alias(pk, text)
        return found

    def add(self, entity_id: int, kind: str, name: str, slug: str) -> None:
        self.names[kind, name.casefold()] = entity_id
        self.kinds[entity_id] = kind
        self.slugs.add((kind, slug))

    def add_alias(self, entity_id: int, text: str) -> None:
        self.aliases.setdefault(text.casefold(), set()).add(entity_id)

    def find(self, kind: str, name: str) -> int | None:
        """The entry of that kind with this name, or the only one with this alias."""
        by_name = self.names.get((kind, name.casefold()))
        if by_name is not None:
            return by_name
        aliased = [pk for pk in self.aliases.get(name.casefold(), ()) if self.kinds[pk] == kind]
        return aliased[0] if len(aliased) == 1 else None

    def others_aliased(self, name: str, entity_id: int | None) -> set[int]:
        """Other entries that have this name as an alias."""
        return self.aliases.get(name.casefold(), set()) - {entity_id}

    def means_another(self, text: str, entity_id: int | None) -> bool:
        """Whether another entry goes by this text, as its name or as an alias."""
        named = {
            pk
            for kind in set(self.kinds.values())
            if (pk := self.names.get((kind, text.casefold()))) is not None
        }
        return bool((named | self.aliases.get(text.casefold(), set())) - {entity_id})
