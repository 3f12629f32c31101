"""Drug labels, and the topics an editor would name for them: labels only, never part of a description.

``drug-topics.tsv`` has 59 labels of openFDA: of those with a generic name and indications, one for each name, the first
sixty by the SHA-256 of their set id; a cosmetic was left out. Somebody who had read the indications, and the titles of
all topics, but no ranking, wrote down the conditions treated: one to five, and a procedure where it is no condition.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cms.related import weights
from cms.related.description import Description
from cms.related.vectors import counts_of, frequencies_of, score, vector_of
from medications.evaluation.gold import Topic, names_of
from medications.importers.clean import plain_text
from medications.importers.drug_labels import read_labels
from medications.importers.records import BadRecord, LabelRecord
from medications.importers.sources import open_source
from medications.mentions.scan import Names, scan_mentions
from medications.relating.marks import About, marks_of

LABELS = Path(__file__).parent / "drug-topics.tsv"
FIRST = 5
INDICATIONS = "indications_and_usage"


@dataclass(frozen=True, slots=True)
class Drug:
    """``topics``: titles of those that an editor would name."""

    description: Description
    topics: frozenset[str]


def read_drugs(path: Path, topics: Path) -> list[Drug]:
    """Those of the labels in a file of openFDA that have topics. Raises ``SourceError`` where it can't be read.

    ``topics``: the file whose titles and other names are looked for in the indications.
    """
    names = names_of(topics)
    wanted = {set_id: titles.split(";") for set_id, _, titles in _rows()}
    with open_source(path) as source:
        return [
            Drug(_description(record, names), frozenset(wanted[record.set_id]))
            for record in read_labels(source)
            if not isinstance(record, BadRecord) and record.set_id in wanted
        ]


def recall(drugs: Sequence[Drug], topics: Sequence[Topic]) -> float:
    """How many of the topics named are among the first five, on average."""
    counts = [counts_of(topic.description) for topic in topics]
    asked = [counts_of(drug.description) for drug in drugs]
    known = frequencies_of([*counts, *asked])
    vectors = [vector_of(found, known) for found in counts]
    shares = []
    for drug, found in zip(drugs, asked, strict=True):
        own = vector_of(found, known)
        scored = [(score(own, vector), place) for place, vector in enumerate(vectors)]
        best = sorted((pair for pair in scored if pair[0] >= weights.FLOOR), reverse=True)[:FIRST]
        titles = {topics[place].description.title for _, place in best}
        shares.append(len(titles & drug.topics) / len(drug.topics))
    return sum(shares) / len(shares)


def _rows() -> list[list[str]]:
    return [line.split("\t") for line in LABELS.read_text().splitlines()]


def _description(record: LabelRecord, names: Names) -> Description:
    text = plain_text(record.sections[INDICATIONS].html) if INDICATIONS in record.sections else ""
    said = Counter[str]()
    for (entity_id, _), count in scan_mentions(text, names).items():
        said[str(entity_id)] += count
    return Description(
        title=next(iter(record.generic_names), ""),
        names=record.brand_names,
        text=text,
        marks=marks_of(About(said=said)),
    )
