"""Labels come out of openFDA's JSON whole, clean and one at a time."""

import datetime as dt
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from medications.importers.drug_labels import read_labels
from medications.importers.records import BadRecord, LabelRecord
from medications.importers.sources import SourceError, open_source
from medications.importers.tables import Table

Reader = Callable[..., list[LabelRecord | BadRecord]]
OPENFDA = {
    "generic_name": ["CALMINE"],
    "brand_name": ["Calmex", "Calmex XR", "Calmex"],
    "manufacturer_name": ["Example Pharma"],
    "product_ndc": ["0000-001"],
    "rxcui": ["1", "2"],
    "route": ["ORAL"],
    "pharm_class_epc": ["Tranquil Agent [EPC]"],
    "pharm_class_moa": ["Noise Receptor Antagonists [MoA]"],
}


def label(identifier: str = "a-1", /, **fields: Any) -> dict[str, Any]:
    texts = {"indications_and_usage": ["1 INDICATIONS AND USAGE Calmex is indicated for noise."]}
    return {"id": identifier, "set_id": f"s-{identifier}", "openfda": OPENFDA, **texts, **fields}


def only(records: list[LabelRecord | BadRecord]) -> LabelRecord:
    (record,) = records
    assert isinstance(record, LabelRecord), record
    return record


def test_a_label_carries_all_that_the_file_says(read_json: Reader) -> None:
    record = only(read_json(label(version="12", effective_time="20250930", unii="not a list")))
    assert (record.id, record.set_id, record.version) == ("a-1", "s-a-1", "12")
    assert record.effective_date == dt.date(2025, 9, 30)
    assert record.brand_names == ("Calmex", "Calmex XR")
    assert record.generic_names == ("CALMINE",)
    assert record.rxcui == ("1", "2")
    assert record.pharm_class_epc == ("Tranquil Agent",)
    assert record.pharm_class_moa == ("Noise Receptor Antagonists",)
    assert record.substances == record.unii == ()
    assert record.boxed_warning is None
    assert record.sections["indications_and_usage"].html == "<p>Calmex is indicated for noise.</p>"


@pytest.mark.parametrize("openfda", [{}, None])
def test_a_label_without_names_is_still_a_label(read_json: Reader, openfda: dict[str, Any] | None) -> None:
    item = label() if openfda is None else label(openfda=openfda)
    if openfda is None:
        del item["openfda"]
    record = only(read_json(item))
    assert record.brand_names == record.routes == record.pharm_class_epc == ()
    assert list(record.sections) == ["indications_and_usage"]


def test_sections_come_in_the_order_of_a_label(read_json: Reader) -> None:
    fields = {
        "drug_interactions": ["x"],
        "boxed_warning": ["WARNING: NOISE Do not shout."],
        "warnings": ["y"],
    }
    record = only(read_json(label(**fields)))
    assert list(record.sections) == [
        "boxed_warning",
        "indications_and_usage",
        "warnings",
        "drug_interactions",
    ]
    assert record.boxed_warning is not None
    assert record.boxed_warning.html == "<p><b>WARNING: NOISE</b></p><p>Do not shout.</p>"


def test_the_short_form_of_a_boxed_warning_is_a_highlight(read_json: Reader) -> None:
    text = (
        "WARNING: DEEP SLEEP Calmex can cause deep sleep and falls. Watch patients for falls [see Warnings (5.1) ]. "
        "WARNING: DEEPER SLEEP See full prescribing information for complete boxed warning. "
        "Calmex can cause deep sleep. ( 5.1 ) Watch for falls. (5.2)"
    )
    section = only(read_json(label(boxed_warning=[text]))).boxed_warning
    assert section is not None
    assert section.html == (
        "<p><b>WARNING: DEEP SLEEP</b></p>"
        "<p>Calmex can cause deep sleep and falls. Watch patients for falls [see Warnings (5.1)].</p>"
    )
    assert section.highlights == ("Calmex can cause deep sleep. (5.1)", "Watch for falls. (5.2)")


def test_a_boxed_title_that_is_printed_twice_is_shown_once(read_json: Reader) -> None:
    title = "WARNING: DEEP SLEEP and FALLS"
    section = only(read_json(label(boxed_warning=[f"{title} {title} Calmex can cause sleep."]))).boxed_warning
    assert section is not None
    assert section.html == f"<p><b>{title}</b></p><p>Calmex can cause sleep.</p>"


def test_a_table_stands_where_its_words_stood(read_json: Reader) -> None:
    markup = (
        '<table width="9"><caption>Table 1. Doses</caption><tbody><tr><td rowspan="2">'
        '<content styleCode="bold">Adults</content></td><td>1 mg</td></tr><tr><td>2 mg/m<sup>2</sup></td></tr>'
        "<tr><td colspan='2'><paragraph>Children: &#x2264; 9</paragraph></td></tr></tbody></table>"
    )
    text = "2 DOSAGE AND ADMINISTRATION As below. Table 1. Doses Adults 1 mg 2 mg/m 2 Children: ≤ 9 Take with water."
    section = only(
        read_json(label(dosage_and_administration=[text], dosage_and_administration_table=[markup]))
    ).sections["dosage_and_administration"]
    table = Table("Table 1. Doses", (), (("Adults", "1 mg"), ("Adults", "2 mg/m²"), ("Children: ≤ 9", "")))
    assert section.parts == ("<p>As below.</p>", table, "<p>Take with water.</p>")
    assert section.tables == (table,)
    assert "<li><b>Adults</b>: 2 mg/m²</li>" in section.html


def test_a_table_that_the_text_does_not_have_comes_last(read_json: Reader) -> None:
    markup = "<table><tr><td>Other</td><td>words</td></tr></table>"
    section = only(read_json(label(drug_interactions=["Text."], drug_interactions_table=[markup]))).sections
    assert section["drug_interactions"].parts == ("<p>Text.</p>", Table("", (), (("Other", "words"),)))


@pytest.mark.parametrize(
    ("bad", "reason", "is_failure"),
    [
        ("text", "is a str, not an object", True),
        (None, "is a NoneType, not an object", True),
        (label(""), "has no id", True),
        ({"id": "b", "warnings": ["x"]}, "has no set_id", True),
        (label("b", effective_time="20251399"), "not YYYYMMDD", True),
        (label("b", openfda=["x"]), "openfda block that is a list", True),
        ({"id": "b", "set_id": "c", "openfda": OPENFDA}, "has no section of text", False),
        (label("a-1"), "repeats record 1 word for word", False),
        (label("a-1", warnings=["new"]), "has the id of record 1 and other content", True),
    ],
)
def test_a_bad_label_is_told_with_its_place_and_the_rest_goes_on(
    read_json: Reader, bad: Any, reason: str, *, is_failure: bool
) -> None:
    first, second, third = read_json(label("a-1"), bad, label("a-3"))
    assert isinstance(first, LabelRecord)
    assert isinstance(third, LabelRecord)
    assert isinstance(second, BadRecord)
    assert reason in second.reason
    assert second.is_failure is is_failure
    assert second.place.ordinal == 2


def test_the_digest_follows_content_and_not_place(read_json: Reader) -> None:
    one, changed = read_json(label("a"), label("b", warnings=["More."]))
    (again, _) = read_json(label("b", warnings=["More."]), label("c"))
    assert isinstance(one, LabelRecord)
    assert isinstance(changed, LabelRecord)
    assert isinstance(again, LabelRecord)
    assert changed.digest == again.digest != one.digest


def test_a_download_cut_short_gives_the_labels_before_the_cut(tmp_path: Path) -> None:
    path = tmp_path / "labels.json"
    text = json.dumps({"results": [label(str(i)) for i in range(1, 60)]})
    path.write_text(text[: text.index('"s-40"')], encoding="utf-8")
    with open_source(path) as source:
        records = read_labels(source)
        assert [only([next(records)]).id for _ in range(39)] == [str(i) for i in range(1, 40)]
        with pytest.raises(SourceError, match=r"not whole JSON.*after 39 labels") as caught:
            next(records)
    assert "Download it again" in str(caught.value)


@pytest.mark.parametrize("text", ['{"meta": {}}', '{"results": []}', '{"results": {"id": "x"}}', "[1, 2]"])
def test_json_without_labels_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "labels.json"
    path.write_text(text, encoding="utf-8")
    with open_source(path) as source, pytest.raises(SourceError, match="holds no results"):
        list(read_labels(source))


def test_a_zip_of_several_files_is_read_through(tmp_path: Path) -> None:
    path = tmp_path / "labels.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in ("1", "2"):
            archive.writestr(
                f"drug-label-{part}.json", json.dumps({"results": [label(part), label("x" + part)]})
            )
    with open_source(path) as source:
        records = [only([record]) for record in read_labels(source)]
    assert [(r.place.member, r.place.ordinal, r.id) for r in records] == [
        ("drug-label-1.json", 1, "1"),
        ("drug-label-1.json", 2, "x1"),
        ("drug-label-2.json", 1, "2"),
        ("drug-label-2.json", 2, "x2"),
    ]


def test_the_same_labels_come_from_every_packing(packed: Callable[[bytes], Path]) -> None:
    data = json.dumps({"results": [label("1"), label("2")]}).encode()
    with open_source(packed(data)) as source:
        assert [only([record]).id for record in read_labels(source)] == ["1", "2"]
