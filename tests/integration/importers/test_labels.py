"""Labels become drug pages that say what they are, and medicines, brands and classes shared between them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from wagtail.models import Page, Revision

from cms.editions.models import Edition
from cms.events.models import Event
from medications.models import DrugPage, Medicine, MedicineClass, Source
from tests.integration.importers.conftest import label, run

pytestmark = pytest.mark.usefixtures("site")
Files = Callable[..., Path]
TABLE = (
    "<table><caption>Table 1. Doses by weight</caption><thead><tr><th>Weight</th><th></th></tr></thead>"
    "<tbody><tr><td>20 kg</td><td>40 mg</td></tr></tbody></table>"
)


def edition_of(page: DrugPage) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(Edition.objects.get(page_id=page.pk, valid_to__isnull=True).content)
    return content


def everything() -> tuple[int, ...]:
    return tuple(
        model.objects.count() for model in (Page, Revision, Event, Edition, Medicine, MedicineClass, Source)
    )


def test_a_label_becomes_a_page_that_says_it_is_professional_labelling(labels_file: Files) -> None:
    result = run("import_drug_labels", labels_file(label("a1", "PIMECROLIMUS", "ELIDEL")), "--publish")
    assert result.counts("created", "failed") == (1, 0)
    assert not result.error
    content = edition_of(DrugPage.objects.get())
    assert content["title"] == "Elidel (pimecrolimus): prescribing information"
    assert content["path"] == "/medications/elidel-pimecrolimus-label/"
    provenance = content["provenance"]
    assert provenance["nature"] == "professional"
    assert "written for clinicians" in provenance["notice"]
    assert provenance["version"] == "Label version 3, effective 12 March 2025"
    notice = content["body"][0]["value"]
    assert notice["heading"] == "Written for health professionals"
    assert "Example Pharma" in notice["text"]
    assert "12 March 2025" in notice["text"]
    assert content["contributors"] == []
    assert content["review"]["reviewed_on"] is None
    assert [r["source"]["publisher"] for r in content["references"]] == ["Example Pharma"]


def test_sections_keep_the_labels_words_and_doses_stay_prose(labels_file: Files) -> None:
    run("import_drug_labels", labels_file(label("a1", "PIMECROLIMUS")), "--publish")
    sections = {
        b["value"]["heading"]: b["value"]
        for b in edition_of(DrugPage.objects.get())["body"]
        if b["type"] == "section"
    }
    assert sections["Indications and usage"]["health_aspect"] == "MayTreatHealthAspect"
    assert sections["Dosage and administration"]["content"] == [
        {
            "type": "paragraph",
            "id": sections["Dosage and administration"]["content"][0]["id"],
            "value": "<p>Apply 2 mg/kg to the skin twice daily.</p>",
        }
    ]


def test_medicine_brand_and_class_come_with_the_page(labels_file: Files) -> None:
    run("import_drug_labels", labels_file(label("a1", "PIMECROLIMUS", "ELIDEL")), "--publish")
    medicine = edition_of(DrugPage.objects.get())["medicine"]
    assert (medicine["name"], medicine["medicine_kind"], medicine["routes"]) == (
        "Pimecrolimus",
        "ingredient",
        ["on the skin"],
    )
    assert [brand["name"] for brand in medicine["brands"]] == ["Elidel"]
    assert [row["name"] for row in medicine["classes"]] == ["Calcineurin Inhibitor Immunosuppressant"]
    assert medicine["identifiers"] == [{"system": "unii", "code": "7KYV510875"}]
    brand = Medicine.objects.get(name="Elidel")
    assert {(row.system, row.code) for row in brand.identifiers.all()} == {
        ("rxcui", "321952"),
        ("ndc", "0187-5100"),
    }


def test_two_labels_of_one_ingredient_are_two_pages_about_one_medicine(labels_file: Files) -> None:
    other = label("a2", "PIMECROLIMUS")
    other["openfda"] |= {"route": ["ORAL"], "pharm_class_epc": ["Another Class [EPC]"]}
    path = labels_file(label("a1", "PIMECROLIMUS", "ELIDEL"), other)
    run("import_drug_labels", path, "--publish")
    medicine = Medicine.objects.get(name="Pimecrolimus")
    assert set(DrugPage.objects.values_list("medicine_id", flat=True)) == {medicine.pk}
    assert medicine.route_list == ["on the skin", "by mouth"]
    assert medicine.memberships.count() == 2
    before = everything()
    assert run("import_drug_labels", path, "--publish").counts("unchanged") == (2,)
    assert everything() == before


def test_two_labels_of_the_same_name_have_addresses_of_their_own(labels_file: Files) -> None:
    run(
        "import_drug_labels",
        labels_file(label("a1", "PIMECROLIMUS"), label("a2", "PIMECROLIMUS")),
        "--publish",
    )
    assert set(DrugPage.objects.values_list("slug", flat=True)) == {
        "pimecrolimus-label",
        "pimecrolimus-label-2",
    }


def test_a_boxed_warning_is_a_warning_and_a_fact_with_its_source(labels_file: Files) -> None:
    warned = label("a1", "PIMECROLIMUS", boxed_warning=["WARNING: RISK OF CANCER Rare cases were reported."])
    run("import_drug_labels", labels_file(warned), "--publish")
    content = edition_of(DrugPage.objects.get())
    assert content["body"][1]["value"]["kind"] == "danger"
    assert "Rare cases were reported." in content["body"][1]["value"]["text"]
    boxed = content["medicine"]["boxed_warning"]
    assert "Rare cases were reported." in boxed["text"]
    assert (boxed["date"], boxed["source"]["kind"]) == ("2025-03-12", "label")


def test_a_table_is_a_table_and_an_empty_heading_gets_a_number(labels_file: Files) -> None:
    run(
        "import_drug_labels",
        labels_file(label("a1", "PIMECROLIMUS", dosage_and_administration_table=[TABLE])),
        "--publish",
    )
    sections = [b["value"] for b in edition_of(DrugPage.objects.get())["body"] if b["type"] == "section"]
    table = next(b["value"] for section in sections for b in section["content"] if b["type"] == "table")
    assert table["caption"] == "Table 1. Doses by weight"
    assert [column["heading"] for column in table["columns"]] == ["Weight", "Column 2"]
    assert table["rows"] == [["<p>20 kg</p>", "<p>40 mg</p>"]]


def test_a_combination_has_its_ingredients(labels_file: Files) -> None:
    combined = label("a1", "LIDOCAINE AND PRILOCAINE")
    combined["openfda"] |= {
        "substance_name": ["LIDOCAINE", "PRILOCAINE"],
        "unii": ["98PI200987", "046O35D44R"],
    }
    run("import_drug_labels", labels_file(combined), "--publish")
    medicine = edition_of(DrugPage.objects.get())["medicine"]
    assert medicine["medicine_kind"] == "combination"
    assert [row["name"] for row in medicine["ingredients"]] == ["Lidocaine", "Prilocaine"]
    # The source does not say which code is whose.
    assert medicine["identifiers"] == []


def test_a_label_without_substance_route_or_class_is_imported(labels_file: Files) -> None:
    bare = label("a1", "PIMECROLIMUS")
    bare["openfda"] = {"generic_name": ["PIMECROLIMUS"]}
    assert run("import_drug_labels", labels_file(bare), "--publish").counts("created", "failed") == (1, 0)
    assert edition_of(DrugPage.objects.get())["medicine"]["classes"] == []


def test_a_label_that_names_no_medicine_fails_and_leaves_nothing(labels_file: Files) -> None:
    nameless = label("a1", "PIMECROLIMUS") | {"openfda": {}}
    before = everything()
    result = run("import_drug_labels", labels_file(nameless), "--publish")
    assert result.counts("failed") == (1,)
    assert "it names no medicine" in result.notes
    assert result.error
    assert everything() == before


def test_an_editors_medicine_is_used_and_not_changed(labels_file: Files) -> None:
    mine = Medicine(
        name="pimecrolimus", slug="pimecrolimus", short_definition="As we say it.", routes="on the skin"
    )
    mine.save()
    run("import_drug_labels", labels_file(label("a1", "PIMECROLIMUS", "ELIDEL")), "--publish")
    assert DrugPage.objects.get().medicine_id == mine.pk
    mine.refresh_from_db()
    assert mine.short_definition == "As we say it."
    assert not mine.identifiers.exists()


def test_a_new_version_of_a_label_is_a_new_revision_with_the_same_address(labels_file: Files) -> None:
    run("import_drug_labels", labels_file(label("a1", "PIMECROLIMUS")), "--publish")
    page = DrugPage.objects.get()
    newer = label("a1", "PIMECROLIMUS", version="4", contraindications=["4 CONTRAINDICATIONS Allergy to it."])
    assert run("import_drug_labels", labels_file(newer), "--publish").counts("updated") == (1,)
    page.refresh_from_db()
    assert page.revisions.count() == 2
    assert page.slug == "pimecrolimus-label"
    assert page.page_topics.count() == 2
    assert page.page_sources.count() == 1
    assert "Allergy to it." in str(edition_of(page)["body"])
    assert "version 4" in page.import_version


def test_an_editors_work_on_a_drug_page_stays(labels_file: Files) -> None:
    run("import_drug_labels", labels_file(label("a1", "PIMECROLIMUS")), "--publish")
    page = DrugPage.objects.get()
    page.title = "Rewritten for patients"
    page.save_revision(user=get_user_model().objects.create_user("editor")).publish()
    result = run("import_drug_labels", labels_file(label("a1", "PIMECROLIMUS", version="4")), "--publish")
    assert result.counts("conflicts", "updated") == (1, 0)
    assert edition_of(page)["title"] == "Rewritten for patients"


def test_a_second_record_of_one_set_is_refused(labels_file: Files) -> None:
    result = run(
        "import_drug_labels",
        labels_file(label("a1", "PIMECROLIMUS"), label("a1", "TACROLIMUS", id="id-b")),
        "--publish",
    )
    assert result.counts("created", "failed") == (1, 1)
    assert "a record before it has the same id" in result.notes


def test_the_summary_counts_memory(labels_file: Files) -> None:
    assert "peak memory" in run("import_drug_labels", labels_file(label("a1", "PIMECROLIMUS"))).out


def test_the_title_of_a_boxed_warning_is_its_heading(labels_file: Files) -> None:
    warned = label("a1", "PIMECROLIMUS", boxed_warning=["WARNING: RISK OF CANCER Rare cases were reported."])
    run("import_drug_labels", labels_file(warned), "--publish")
    assert (
        edition_of(DrugPage.objects.get())["body"][1]["value"]["heading"] == "Boxed warning: RISK OF CANCER"
    )
