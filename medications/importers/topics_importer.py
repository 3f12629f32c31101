"""MedlinePlus topics become topic hubs, each about a condition or a class of medicines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from medications.importers.entities import EntityWriter
from medications.importers.facts import EntityFacts
from medications.importers.importer import Importer, Options
from medications.importers.medlineplus import read_topics
from medications.importers.outcomes import Outcome
from medications.importers.pages import PageWriter, index_page
from medications.importers.records import BadRecord, TopicRecord
from medications.importers.rich_text import link_key
from medications.importers.sources import Source
from medications.importers.states import PageState, digest_of, goes_live, import_user, page_states
from medications.importers.topic_index import TopicIndex
from medications.importers.topic_pages import SOURCE, topic_page
from medications.mentions.services import scanning_for
from medications.models import Condition, TopicHubPage, TopicIndexPage


class TopicsImporter(Importer[TopicRecord]):
    """Reads the files twice: what a topic links to may stand after it."""

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self._states = page_states(TopicHubPage, SOURCE)
        hubs = TopicHubPage.objects.filter(import_source=SOURCE, subject__isnull=False)
        self._subjects = {link_key(url): pk for url, pk in hubs.values_list("import_url", "subject_id")}
        self._index = TopicIndex()
        parent = index_page(TopicIndexPage)
        if not options.dry_run:
            user = import_user()
            self.search.add_missing(hubs)
            self.search.add_missing(Condition.objects.filter(latest_revision__user=user))
            self._entities = EntityWriter(user=user, publish=options.publish, search=self.search)
            self._pages = PageWriter(TopicHubPage, parent, user=user, search=self.search)

    def read(self, source: Source) -> Iterator[TopicRecord | BadRecord]:
        return read_topics(source)

    def prepare(self, paths: Iterable[Path]) -> None:
        self._index.read(paths)

    def identity(self, record: TopicRecord) -> str:
        return record.external_id

    def title(self, record: TopicRecord) -> str:
        return record.title

    def state(self, record: TopicRecord) -> PageState | None:
        return self._states.get(record.external_id)

    def digest(self, record: TopicRecord) -> str:
        return digest_of(record.digest, self._internal_links(record))

    def write(self, record: TopicRecord, outcome: Outcome, state: PageState | None, digest: str) -> None:
        own = link_key(record.url)
        mentions = {key: self._subject(key) for key in self._internal_links(record)}
        subject_id = self._entities.ensure(self._facts(own), known_id=self._subjects.get(own))
        if outcome is Outcome.PUBLISHED and state is not None:
            self._pages.publish(state)
            return
        content = topic_page(
            record,
            subject_id=subject_id,
            mentions=mentions,
            category_id=self._pages.category(self._index.category(record)) if record.groups else None,
            digest=digest,
        )
        publish = self.options.publish and outcome is not Outcome.CONFLICT and goes_live(state)
        if state is None:
            self._pages.create(content, publish=publish)
        else:
            self._pages.update(state, content, publish=publish)

    def writing(self) -> AbstractContextManager[None]:
        return nullcontext() if self.options.dry_run else scanning_for(lambda: self._entities.names)

    def forget(self) -> None:
        self._entities.forget()
        self._pages.forget()

    def _internal_links(self, record: TopicRecord) -> list[str]:
        keys = dict.fromkeys(link_key(url) for url in record.linked_topic_urls)
        return [
            key
            for key in keys
            if key != link_key(record.url) and (key in self._index or key in self._subjects)
        ]

    def _subject(self, key: str) -> int:
        known = self._subjects.get(key)
        return (
            known
            if known is not None and not self._is_due(known)
            else self._entities.ensure(self._facts(key), known_id=known)
        )

    def _is_due(self, entity_id: int) -> bool:
        """Whether an earlier run left the entry as a draft that this one publishes."""
        standing = self._entities.directory.standings.get(entity_id)
        return self.options.publish and standing is not None and standing.own and not standing.was_published

    def _facts(self, key: str) -> EntityFacts:
        return self._index.facts(key, self._entities.directory)
