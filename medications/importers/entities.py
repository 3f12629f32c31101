"""Writing entries: medicines, classes and conditions that records speak of."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.utils import timezone
from django.utils.text import slugify

from cms.core.problems import PublishRefused
from cms.core.validation import publish_problems
from medications.importers.directory import Directory, Standing
from medications.importers.facts import EntityFacts
from medications.importers.indexing import SearchQueue, index_references
from medications.importers.merging import apply_facts
from medications.importers.outcomes import ImportProblem
from medications.importers.relations_seed import assigned_children, without_other_children
from medications.mentions.scan import Name
from medications.mentions.services import known_names
from medications.models import Alias, Entity, MentionSource


class EntityWriter:
    """Finds entries by name or alias, makes those that are missing, and keeps those it made up to date.

    An entry that an editor made or has saved since is used as it is and never written.
    """

    def __init__(self, *, user: AbstractUser, publish: bool, search: SearchQueue) -> None:
        self._user = user
        self._search = search
        self._publish = publish
        self._applied: set[tuple[int, EntityFacts]] = set()
        self.directory = Directory.load()
        self.names = known_names(now=timezone.now())
        """What pages are scanned for; kept up to date with what this writer makes."""

    def forget(self) -> None:
        """Read everything anew: a transaction that wrote entries was rolled back."""
        self._applied.clear()
        self.directory = Directory.load()
        self.names = known_names(now=timezone.now())

    def ensure(self, facts: EntityFacts, *, known_id: int | None = None) -> int:
        """The id of the entry with these facts. ``known_id``: the entry it is known to be, whatever its name now.

        Raises ``ImportProblem`` where an editor's entry already has the name as an unambiguous alias.
        """
        entity_id = known_id or self.directory.find(facts.model.KIND, facts.name)
        if entity_id is None:
            self._make_room(facts.name)
            entity_id = self._create(facts)
        elif (entity_id, facts) not in self._applied and self.directory.standings[entity_id].own:
            self._update(entity_id, facts)
        self._applied.add((entity_id, facts))
        return entity_id

    def _create(self, facts: EntityFacts) -> int:
        slug = self._free_slug(facts)
        entity = facts.model(name=facts.name, slug=slug)
        apply_facts(entity, facts)
        self._save_new(entity)
        self.directory.add(entity.pk, facts.model.KIND, facts.name, slug)
        self._note_aliases(entity.pk, facts)
        if self._publish:
            self._make_known(entity.pk, facts)
        return int(entity.pk)

    def _save_new(self, entity: Entity) -> None:
        """Save a new entry with its first revision, live at once if the run publishes.

        What Wagtail's publish does to a new object, in one save instead of three: the same checks, the same fields, one
        event. There are two entries for every page.
        """
        now = timezone.now()
        entity.live = self._publish
        entity.has_unpublished_changes = not self._publish
        if self._publish:
            entity.first_published_at = entity.last_published_at = now
            problems = publish_problems(entity)
            if problems:
                raise PublishRefused(entity.name, problems)
        else:
            entity.full_clean()
        assigned = assigned_children(entity)
        entity.save()
        without_other_children(entity, assigned)
        revision = entity.save_revision(user=self._user, clean=False, changed=not self._publish)
        if self._publish:
            Entity.objects.filter(pk=entity.pk).update(live_revision=revision)
        self._index(entity)
        self.directory.standings[entity.pk] = Standing(
            own=True, live=self._publish, was_published=self._publish
        )

    def _index(self, entity: Entity) -> None:
        index_references(entity)
        self._search.add(type(entity), entity.pk)

    def _update(self, entity_id: int, facts: EntityFacts) -> None:
        entity = facts.model._default_manager.get(pk=entity_id)
        standing = self.directory.standings[entity_id]
        is_due = self._publish and not standing.live and not standing.was_published
        if apply_facts(entity, facts) or is_due:
            self._save_revision(entity)
            self._note_aliases(entity_id, facts)

    def _save_revision(self, entity: Entity) -> None:
        revision = entity.save_revision(user=self._user)
        standing = self.directory.standings.get(entity.pk)
        publish = self._publish and (standing is None or standing.live or not standing.was_published)
        if publish:
            revision.publish(user=self._user, skip_permission_checks=True)
        self._index(type(entity)._default_manager.get(pk=entity.pk))
        self.directory.standings[entity.pk] = Standing(
            own=True,
            live=publish or (standing is not None and standing.live),
            was_published=publish or (standing is not None and standing.was_published),
        )

    def _note_aliases(self, entity_id: int, facts: EntityFacts) -> None:
        for alias in facts.aliases:
            if not alias.ambiguous:
                self.directory.add_alias(entity_id, alias.text)

    def _make_known(self, entity_id: int, facts: EntityFacts) -> None:
        self.names.add(Name(entity_id, facts.name, MentionSource.WORD))
        for alias in facts.aliases:
            if not alias.ambiguous:
                self.names.add(Name(entity_id, alias.text, MentionSource.ALIAS))

    def _make_room(self, name: str) -> None:
        """An alias that becomes another entry's name is ambiguous from then on."""
        for entity_id in self.directory.others_aliased(name, None):
            entity = Entity.objects.get(pk=entity_id)
            if not self.directory.standings[entity_id].own:
                raise ImportProblem(
                    f"“{name}” is an alias of {entity}: mark it there as ambiguous, or remove it"
                )
            self._mark_ambiguous(entity, name)
        self.directory.aliases.pop(name.casefold(), None)

    def _mark_ambiguous(self, entity: Entity, name: str) -> None:
        specific: Any = getattr(entity, entity.kind.replace("_", ""))
        aliases: list[Alias] = list(specific.aliases.all())
        for alias in aliases:
            alias.ambiguous = alias.ambiguous or alias.text.casefold() == name.casefold()
        specific.aliases = aliases
        self._save_revision(specific)

    def _free_slug(self, facts: EntityFacts) -> str:
        base = slugify(facts.name, allow_unicode=True)[:240] or "entry"
        slug, number = base, 1
        while (facts.model.KIND, slug) in self.directory.slugs:
            number += 1
            slug = f"{base}-{number}"
        return slug
