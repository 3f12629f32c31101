"""Drug labels become drug pages, one for each label, with the medicine, brand and classes they speak of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from medications.importers.drug_labels import read_labels
from medications.importers.entities import EntityWriter
from medications.importers.importer import Importer, Options
from medications.importers.label_facts import brand_facts, class_facts, ingredient_facts, part_facts, routes
from medications.importers.label_names import MedicineNames, names_of
from medications.importers.label_pages import (
    CATEGORY,
    DAILYMED,
    SOURCE,
    kind_of_label,
    label_page,
    manufacturers,
)
from medications.importers.outcomes import ImportProblem, Outcome
from medications.importers.pages import PageWriter, index_page
from medications.importers.records import BadRecord, LabelRecord
from medications.importers.rich_text import fitting
from medications.importers.sources import Source as CorpusFile
from medications.importers.states import PageState, digest_of, goes_live, import_user, page_states
from medications.mentions.services import scanning_for
from medications.models import DrugPage, MedicationIndexPage, Medicine, MedicineClass, Source, SourceKind


class LabelsImporter(Importer[LabelRecord]):
    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self._states = page_states(DrugPage, SOURCE)
        pages = DrugPage.objects.filter(import_source=SOURCE, medicine__isnull=False)
        self._medicines = dict(pages.values_list("import_id", "medicine_id"))
        self._sources = _label_sources()
        parent = index_page(MedicationIndexPage)
        if not options.dry_run:
            user = import_user()
            self.search.add_missing(pages)
            for model in (Medicine, MedicineClass):
                self.search.add_missing(model.objects.filter(latest_revision__user=user))
            self._entities = EntityWriter(user=user, publish=options.publish, search=self.search)
            self._pages = PageWriter(DrugPage, parent, user=user, search=self.search)

    def read(self, source: CorpusFile) -> Iterator[LabelRecord | BadRecord]:
        return read_labels(source)

    def prepare(self, paths: Iterable[Path]) -> None:
        """Labels stand alone."""

    def identity(self, record: LabelRecord) -> str:
        return record.set_id

    def title(self, record: LabelRecord) -> str:
        return names_of(record).product or record.id

    def state(self, record: LabelRecord) -> PageState | None:
        return self._states.get(record.set_id)

    def digest(self, record: LabelRecord) -> str:
        return digest_of(record.digest)

    def write(self, record: LabelRecord, outcome: Outcome, state: PageState | None, digest: str) -> None:
        names = names_of(record)
        if not names.name:
            raise ImportProblem("it names no medicine")
        source_id = self._source(record, names)
        classes = tuple(self._entities.ensure(class_facts(name)) for name in record.pharm_class_epc)
        medicine_id = self._medicine(record, names, classes, source_id)
        brand_id = self._brand(record, names, medicine_id)
        if outcome is Outcome.PUBLISHED and state is not None:
            self._pages.publish(state)
            return
        content = label_page(
            record,
            names,
            medicine_id=medicine_id,
            brand_id=brand_id,
            class_ids=classes,
            source_id=source_id,
            category_id=self._pages.category(CATEGORY),
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
        self._sources = _label_sources()

    def _medicine(
        self, record: LabelRecord, names: MedicineNames, classes: tuple[int, ...], source_id: int
    ) -> int:
        components = tuple(self._entities.ensure(part_facts(part)) for part in names.parts)
        facts = ingredient_facts(record, names, classes=classes, components=components, source_id=source_id)
        return self._entities.ensure(facts, known_id=self._medicines.get(record.set_id))

    def _brand(self, record: LabelRecord, names: MedicineNames, medicine_id: int) -> int | None:
        """The brand's entry; None where the product has no brand, or the medicine itself goes by that name."""
        if not names.brand:
            return None
        brand_id = self._entities.ensure(brand_facts(record, names, ingredient_id=medicine_id))
        return brand_id if brand_id != medicine_id else None

    def _source(self, record: LabelRecord, names: MedicineNames) -> int:
        """The label as a source, told by its address; an editor's changes to it stay."""
        url = DAILYMED + record.set_id
        if url not in self._sources:
            given = f", {', '.join(routes(record))}" if record.routes else ""
            source = Source(
                kind=SourceKind.LABEL,
                title=fitting(f"{names.product}{given}: {kind_of_label(record).lower()}", 500),
                publisher=manufacturers(record),
                year=record.effective_date.year if record.effective_date else None,
                url=url,
            )
            source.full_clean()
            source.save()
            self._sources[url] = source.pk
        return self._sources[url]


def _label_sources() -> dict[str, int]:
    return dict(Source.objects.filter(kind=SourceKind.LABEL).exclude(url="").values_list("url", "pk"))
