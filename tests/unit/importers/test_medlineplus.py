"""Topics come out of MedlinePlus XML whole, clean and one at a time."""

import datetime as dt
import html
from collections.abc import Callable
from pathlib import Path

import pytest

from medications.importers.medlineplus import read_topics
from medications.importers.records import BadRecord, NamedId, RelatedTopic, TopicRecord
from medications.importers.sources import SourceError, open_source

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE health-topics PUBLIC "-//NLM//DTD" "https://example.org/x.dtd">\n'
SUMMARY = """<h3>What is a sunburn?</h3>
<p>Your skin turns <strong>red</strong> &amp; sore. See <a href="https://medlineplus.gov/skin.html">skin</a>,
<a href="burns.html">burns</a>, <a href="https://example.org/uv">UV</a> and <a href="skin.html">skin</a>.</p>
<ul><li>Shade:<ul><li>Hats</li></ul></li></ul>
<p class="">NIH: National Institute of Sunshine</p>
<p> </p>"""

Reader = Callable[[str], list[TopicRecord | BadRecord]]


def topic(identifier: str = "7", title: str = "Sunburn", summary: str = SUMMARY, **attributes: str) -> str:
    values = {
        "url": "https://medlineplus.gov/sunburn.html",
        "language": "English",
        "date-created": "2/3/2001",
    }
    values |= {name.replace("_", "-"): value for name, value in attributes.items()}
    rest = " ".join(f'{name}="{html.escape(value)}"' for name, value in values.items())
    return f"""<health-topic meta-desc="Red skin." title="{title}" id="{identifier}" {rest}>
      <also-called>Solar burn</also-called><also-called>Solar burn</also-called>
      <full-summary>{html.escape(summary)}</full-summary>
      <group url="https://medlineplus.gov/skin" id="9">Skin</group><group>Injuries</group>
      <mesh-heading><descriptor id="D013471">Sunburn</descriptor></mesh-heading>
      <primary-institute url="https://example.org">National Institute of Sunshine</primary-institute>
      <related-topic url="https://medlineplus.gov/burns.html" id="12">Burns</related-topic>
      <see-reference>Burn, Solar</see-reference>
    </health-topic>"""


def document(*topics: str) -> str:
    return HEAD + f'<health-topics total="{len(topics)}">' + "".join(topics) + "</health-topics>"


def only(records: list[TopicRecord | BadRecord]) -> TopicRecord:
    (record,) = records
    assert isinstance(record, TopicRecord), record
    return record


def test_a_topic_carries_all_that_the_file_says(read_xml: Reader) -> None:
    record = only(read_xml(document(topic())))
    assert (record.external_id, record.title, record.language) == ("7", "Sunburn", "English")
    assert record.date_created == dt.date(2001, 2, 3)
    assert record.also_called == ("Solar burn",)
    assert record.see_references == ("Burn, Solar",)
    assert record.groups == (NamedId("9", "Skin"), NamedId("", "Injuries"))
    assert record.mesh == (NamedId("D013471", "Sunburn"),)
    assert record.primary_institute == "National Institute of Sunshine"
    assert record.related_topics == (RelatedTopic("12", "Burns", "https://medlineplus.gov/burns.html"),)
    assert record.related_topic_ids == ("12",)
    assert (record.place.ordinal, record.place.line) == (1, 3)


def test_the_summary_is_clean_and_its_attribution_apart(read_xml: Reader) -> None:
    record = only(read_xml(document(topic())))
    assert record.attributions == ("NIH: National Institute of Sunshine",)
    assert record.full_summary_html == (
        "<h3>What is a sunburn?</h3>"
        '<p>Your skin turns <b>red</b> &amp; sore. See <a href="https://medlineplus.gov/skin.html">skin</a>, '
        '<a href="https://medlineplus.gov/burns.html">burns</a>, <a href="https://example.org/uv">UV</a> and '
        '<a href="https://medlineplus.gov/skin.html">skin</a>.</p>'
        "<ul><li>Shade:<ul><li>Hats</li></ul></li></ul>"
    )


def test_links_to_other_topics_are_listed_once(read_xml: Reader) -> None:
    record = only(read_xml(document(topic())))
    assert record.linked_topic_urls == (
        "https://medlineplus.gov/skin.html",
        "https://medlineplus.gov/burns.html",
    )


@pytest.mark.parametrize(
    ("last", "attributions"),
    [
        ('<p class="NLMattribution">Anyone at All</p>', ("Anyone at All",)),
        (
            '<p class="">NIH: One Institute</p><p class="">Centers for Two</p>',
            ("NIH: One Institute", "Centers for Two"),
        ),
        ("<p>NIH: One InstituteCenters for Two</p>", ("NIH: One Institute", "Centers for Two")),
        ("<p>Food and Drug Administration</p>", ("Food and Drug Administration",)),
        ('<p class="">Call your doctor.</p>', ()),
        ("<p>National Institute rules apply to you.</p>", ()),
        ("<p>Wear a hat</p>", ()),
    ],
)
def test_only_a_closing_line_that_names_an_author_is_an_attribution(
    read_xml: Reader, last: str, attributions: tuple[str, ...]
) -> None:
    record = only(read_xml(document(topic(summary=f"<p>Text.</p>{last}"))))
    assert record.attributions == attributions
    assert record.full_summary_html.startswith("<p>Text.</p>")
    assert (record.full_summary_html == "<p>Text.</p>") == bool(attributions)


def test_a_topic_without_anything_optional_is_a_topic(read_xml: Reader) -> None:
    text = '<health-topic id="1" title="Bare" url="https://medlineplus.gov/bare.html"/>'
    record = only(read_xml(document(text)))
    assert (record.full_summary_html, record.also_called, record.groups, record.date_created) == (
        "",
        (),
        (),
        None,
    )


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (topic(identifier=""), "has no id"),
        (topic(title=" "), "has no title"),
        (topic(url="medlineplus"), "has no usable url"),
        (topic(date_created="31/12/2001"), "not MM/DD/YYYY"),
        (topic(date_created="yesterday"), "not MM/DD/YYYY"),
    ],
)
def test_a_bad_topic_is_told_with_its_place_and_the_rest_goes_on(
    read_xml: Reader, bad: str, reason: str
) -> None:
    first, second, third = read_xml(document(topic("1"), bad, topic("3")))
    assert isinstance(first, TopicRecord)
    assert isinstance(third, TopicRecord)
    assert isinstance(second, BadRecord)
    assert reason in second.reason
    assert (second.place.ordinal, second.is_failure) == (2, True)
    assert "record 2, line" in str(second)


def test_an_exact_repeat_is_no_failure_and_another_topic_of_that_id_is(read_xml: Reader) -> None:
    _, repeat, other = read_xml(document(topic("1"), topic("1"), topic("1", title="Another")))
    assert isinstance(repeat, BadRecord)
    assert not repeat.is_failure
    assert isinstance(other, BadRecord)
    assert other.is_failure


def test_the_digest_follows_content_and_not_place(read_xml: Reader) -> None:
    first, second, third = (
        only([r]) for r in read_xml(document(topic("1"), topic("2"), topic("3", summary="<p>x</p>")))
    )
    moved = read_xml(document(topic("9"), topic("1")))[1]
    assert isinstance(moved, TopicRecord)
    assert moved.digest == first.digest
    assert len({first.digest, second.digest, third.digest}) == 3


def test_a_document_cut_short_gives_the_topics_before_the_cut(tmp_path: Path) -> None:
    path = tmp_path / "topics.xml"
    text = document(*(topic(str(i)) for i in range(1, 200)))
    path.write_text(text[: text.index('id="150"')], encoding="utf-8")
    with open_source(path) as source:
        records = read_topics(source)
        assert [only([next(records)]).external_id for _ in range(149)] == [str(i) for i in range(1, 150)]
        with pytest.raises(SourceError, match=r"not whole XML.*after 149 topics"):
            next(records)


def test_malformed_xml_in_the_middle_gives_the_topics_before_it(tmp_path: Path) -> None:
    path = tmp_path / "topics.xml"
    path.write_text(document(topic("1"), topic("2"), "<oops>", topic("3")), encoding="utf-8")
    with open_source(path) as source:
        records = read_topics(source)
        assert [only([next(records)]).external_id for _ in range(2)] == ["1", "2"]
        with pytest.raises(SourceError, match=r"Opening and ending tag mismatch.*at line \d+"):
            list(records)


def test_a_document_of_another_kind_is_refused(read_xml: Reader) -> None:
    with pytest.raises(SourceError, match="holds <rss> and not <health-topics>"):
        read_xml("<rss><channel/></rss>")


@pytest.mark.parametrize(
    "entities",
    [
        '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">',
        '<!ENTITY a SYSTEM "file:///etc/passwd">',
        '<!ENTITY % a SYSTEM "https://example.org/evil.dtd">',
    ],
)
def test_a_document_that_declares_entities_is_refused_before_its_first_topic(
    read_xml: Reader, entities: str
) -> None:
    with pytest.raises(SourceError, match="declares entities"):
        read_xml(f"<!DOCTYPE health-topics [{entities}]><health-topics>{topic()}</health-topics>")


def test_the_same_topics_come_from_every_packing(packed: Callable[[bytes], Path]) -> None:
    with open_source(packed(document(topic("1"), topic("2")).encode())) as source:
        assert [only([record]).external_id for record in read_topics(source)] == ["1", "2"]
