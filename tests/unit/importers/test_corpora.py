"""The real corpora, where they lie: every record is read, and none is left untidy."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from medications.importers.clean import clean_html
from medications.importers.drug_labels import read_labels
from medications.importers.medlineplus import read_topics
from medications.importers.records import BadRecord, LabelRecord, TopicRecord
from medications.importers.sources import open_source
from medications.importers.tables import Table

UNTIDY = re.compile(
    r"<(p|li|h[234]|b|i|a [^>]*)>\s*</|[\x00-\x09\x0b-\x1f\u200b\ufeff]|  |<(p|li)> | </(p|li)>|&amp;\w+;"
)
OTHER_TAG = re.compile(r"<(?!/?(?:p|h2|h3|h4|ul|ol|li|b|i|br|a)\b)")


@pytest.fixture(scope="module")
def topics(corpora: Path) -> list[TopicRecord | BadRecord]:
    with open_source(corpora / "mplus_topics_2026-04.xml.gz") as source:
        return list(read_topics(source))


@pytest.fixture(scope="module")
def labels(corpora: Path) -> list[LabelRecord | BadRecord]:
    with open_source(corpora / "drug-label-openfda.json.gz") as source:
        return list(read_labels(source))


def markup(labels: list[LabelRecord | BadRecord]) -> Iterator[tuple[str, str]]:
    for label in labels:
        for key, section in label.sections.items() if isinstance(label, LabelRecord) else ():
            yield f"{label.place.ordinal} {key}", section.html


@pytest.mark.slow
def test_every_topic_is_read(topics: list[TopicRecord | BadRecord]) -> None:
    assert len(topics) == 1017
    good = [topic for topic in topics if isinstance(topic, TopicRecord)]
    assert len(good) == 1017
    assert len({topic.digest for topic in good}) == 1017
    assert all(topic.full_summary_html for topic in good)
    assert len({group.label for topic in good for group in topic.groups}) == 44
    assert sum(bool(topic.related_topics) for topic in good) == 578
    assert sum(bool(topic.attributions) for topic in good) == 640


@pytest.mark.slow
def test_every_summary_is_tidy_and_stays_as_it_is_when_cleaned_again(
    topics: list[TopicRecord | BadRecord],
) -> None:
    for topic in topics:
        assert isinstance(topic, TopicRecord)
        summary = topic.full_summary_html
        assert not UNTIDY.search(summary), (topic.title, UNTIDY.search(summary))
        assert not OTHER_TAG.search(summary), topic.title
        assert clean_html(summary, topic.url) == summary, topic.title


@pytest.mark.slow
def test_every_label_is_read(labels: list[LabelRecord | BadRecord]) -> None:
    assert len(labels) == 790
    bad = [label for label in labels if isinstance(label, BadRecord)]
    assert [record.place.ordinal for record in bad] == [196, 402, 425, 469, 523, 753]
    assert not any(record.is_failure for record in bad)
    sections = [
        section for label in labels if isinstance(label, LabelRecord) for section in label.sections.values()
    ]
    assert len(sections) == 3993
    assert sum(isinstance(part, Table) for section in sections for part in section.parts) == 1053


@pytest.mark.slow
def test_every_section_is_tidy_and_has_lost_its_repeated_heading(
    labels: list[LabelRecord | BadRecord],
) -> None:
    for place, text in markup(labels):
        assert text, place
        assert not OTHER_TAG.search(text), place
        assert not UNTIDY.search(text), (place, UNTIDY.search(text))
        assert not re.match(
            r"<p>\d{0,2} ?(INDICATIONS (AND|&amp;) USAGE|CONTRAINDICATIONS|DOSAGE AND ADMIN)", text
        ), place
