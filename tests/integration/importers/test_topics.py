"""Topics become hubs and conditions, once each, and follow their source without touching an editor's work."""

import gzip
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from wagtail.models import Page, ReferenceIndex, Revision
from wagtail.search.models import IndexEntry

from cms.editions.models import Edition
from cms.events.models import Event
from medications.models import Alias, Condition, EntityMention, Medicine, MedicineClass, TopicHubPage
from tests.integration.importers.conftest import run, topic, topics_xml

pytestmark = pytest.mark.usefixtures("site")
Files = Callable[..., Path]
LINKED = (
    '<p>Read of <a href="https://medlineplus.gov/sunburn.html#top">burnt skin</a>, '
    '<a href="https://medlineplus.gov/elsewhere.html">another topic</a> and '
    '<a href="https://medlineplus.gov/dryskin.html">this one</a>.</p><h3>What causes dry skin?</h3><p>Cold air.</p>'
)


def edition_of(page: Page) -> dict[str, object]:
    content: dict[str, object] = json.loads(
        Edition.objects.get(page_id=page.pk, valid_to__isnull=True).content
    )
    return content


def everything() -> tuple[int, ...]:
    counted = (Page, Revision, Event, Edition, Condition, Alias, IndexEntry, ReferenceIndex)
    return tuple(model.objects.count() for model in counted)


def test_a_topic_becomes_a_live_hub_about_a_condition(topics_file: Files) -> None:
    result = run(
        "import_medlineplus",
        topics_file(topic("1", "Dry skin", also=("Xerosis",), see=("Skin, dry",))),
        "--publish",
    )
    assert result.counts("created", "failed") == (1, 0)
    assert not result.error
    hub = TopicHubPage.objects.get()
    content = edition_of(hub)
    assert content["path"] == "/topics/dry-skin/"
    assert content["definition"] == "<p>Dry skin is a thing to know about. It comes and goes.</p>"
    assert content["also_called"] == ["Xerosis"]
    assert content["provenance"] == {
        "source": "MedlinePlus, National Library of Medicine",
        "url": "https://medlineplus.gov/dryskin.html",
        "version": "Topic of 03 February 2001",
        "nature": "patient",
        "notice": "",
    }
    condition = Condition.objects.get()
    assert condition.live
    assert condition.body_area == "Skin/Hair and Nails"
    assert [(a.text, a.kind, a.shown) for a in condition.aliases.all()] == [
        ("Xerosis", "also_called", True),
        ("Skin, dry", "see_reference", False),
    ]
    assert [(row.system, row.code) for row in condition.identifiers.all()] == [("mesh", "D000001")]
    assert hub.category is not None
    assert hub.category.name == "Skin, Hair and Nails"


def test_links_to_other_topics_become_mentions_even_of_a_topic_further_down(topics_file: Files) -> None:
    path = topics_file(topic("1", "Dry skin", summary=LINKED), topic("2", "Sunburn"))
    run("import_medlineplus", path, "--publish")
    hub = TopicHubPage.objects.get(title="Dry skin")
    sunburn = Condition.objects.get(name="Sunburn")
    assert f'<a linktype="entity" id="{sunburn.pk}">burnt skin</a>' in hub.definition
    assert '<a href="https://medlineplus.gov/elsewhere.html">another topic</a>' in hub.definition
    assert "and this one.</p>" in hub.definition
    assert EntityMention.objects.filter(page=hub, entity=sunburn, source="inline").exists()


def test_headings_become_sections_with_their_aspect_of_health(topics_file: Files) -> None:
    run("import_medlineplus", topics_file(topic("1", "Dry skin", summary=LINKED)), "--publish")
    body = edition_of(TopicHubPage.objects.get())["body"]
    assert isinstance(body, list)
    assert [(b["value"]["heading"], b["value"]["health_aspect"]) for b in body] == [
        ("What causes dry skin?", "CausesHealthAspect"),
        ("About this text", None),
    ]
    assert "National Institute of Sunshine" in body[-1]["value"]["content"][0]["value"]


def test_a_topic_about_a_group_of_medicines_is_about_a_class(topics_file: Files) -> None:
    text = topic("1", "Water pills").replace("<group>Women", "<group>Drug Therapy")
    run(
        "import_medlineplus",
        topics_file(text.replace(">Water pills</desc", ">Diuretic Agents</desc")),
        "--publish",
    )
    assert TopicHubPage.objects.get().subject_id == MedicineClass.objects.get().pk


def test_a_second_run_changes_nothing(topics_file: Files) -> None:
    path = topics_file(
        topic("1", "Dry skin", summary=LINKED, also=("Xerosis",)), topic("2", "Sunburn", also=("Xerosis",))
    )
    run("import_medlineplus", path, "--publish")
    before = everything()
    result = run("import_medlineplus", path, "--publish")
    assert result.counts("created", "updated", "unchanged") == (0, 0, 2)
    assert everything() == before


def test_an_alias_of_two_topics_is_ambiguous(topics_file: Files) -> None:
    path = topics_file(
        topic("1", "Dry skin", also=("Xerosis",)), topic("2", "Sunburn", see=("xerosis", "Dry skin"))
    )
    run("import_medlineplus", path, "--publish")
    assert set(Alias.objects.values_list("text", "ambiguous")) == {
        ("Xerosis", True),
        ("xerosis", True),
        ("Dry skin", True),
    }


def test_a_changed_topic_updates_its_page_and_its_condition(topics_file: Files) -> None:
    run("import_medlineplus", topics_file(topic("1", "Dry skin", also=("Xerosis",))), "--publish")
    hub = TopicHubPage.objects.get()
    changed = topic("1", "Dry skin", also=("Asteatosis",), summary="<p>Now it is known.</p><p>Use cream.</p>")
    result = run("import_medlineplus", topics_file(changed), "--publish")
    assert result.counts("created", "updated") == (0, 1)
    assert edition_of(hub)["definition"] == "<p>Now it is known.</p>"
    assert hub.revisions.count() == 2
    assert Edition.objects.filter(page_id=hub.pk).count() == 2
    assert list(Alias.objects.values_list("text", flat=True)) == ["Asteatosis"]


def test_an_editors_work_stays_when_the_source_changes(topics_file: Files) -> None:
    run("import_medlineplus", topics_file(topic("1", "Dry skin")), "--publish")
    hub = TopicHubPage.objects.get()
    hub.summary = "An editor wrote this."
    editor = get_user_model().objects.create_user("editor")
    hub.save_revision(user=editor).publish()
    changed = topics_file(topic("1", "Dry skin", summary="<p>Now it is known.</p><p>Use cream.</p>"))
    before = everything()
    result = run("import_medlineplus", changed, "--publish")
    assert result.counts("updated", "conflicts") == (0, 1)
    assert f"an editor has changed page {hub.pk}" in result.notes
    assert "record 1" in result.notes
    assert everything() == before
    assert edition_of(hub)["summary"] == "An editor wrote this."


def test_an_editors_unpublished_draft_stays_too(topics_file: Files) -> None:
    run("import_medlineplus", topics_file(topic("1", "Dry skin")), "--publish")
    hub = TopicHubPage.objects.get()
    draft = hub.save_revision(user=get_user_model().objects.create_user("editor"))
    result = run(
        "import_medlineplus",
        topics_file(topic("1", "Dry skin", summary="<p>New.</p><p>Text.</p>")),
        "--publish",
    )
    hub.refresh_from_db()
    assert result.counts("conflicts") == (1,)
    assert hub.latest_revision_id == draft.pk


def test_update_edited_saves_the_record_as_a_draft_beside_the_editors_page(topics_file: Files) -> None:
    run("import_medlineplus", topics_file(topic("1", "Dry skin")), "--publish")
    hub = TopicHubPage.objects.get()
    hub.summary = "An editor wrote this."
    hub.save_revision(user=get_user_model().objects.create_user("editor")).publish()
    changed = topics_file(topic("1", "Dry skin", summary="<p>Now it is known.</p><p>Use cream.</p>"))
    run("import_medlineplus", changed, "--publish", "--update-edited")
    hub.refresh_from_db()
    assert edition_of(hub)["summary"] == "An editor wrote this." == hub.summary
    assert hub.has_unpublished_changes
    assert hub.get_latest_revision_as_object().definition == "<p>Now it is known.</p>"
    again = run("import_medlineplus", changed, "--publish")
    assert again.counts("unchanged", "published") == (1, 0)
    assert edition_of(hub)["summary"] == "An editor wrote this."


def test_a_page_an_editor_took_off_the_site_stays_off(topics_file: Files) -> None:
    run("import_medlineplus", topics_file(topic("1", "Dry skin")), "--publish")
    TopicHubPage.objects.get().unpublish()
    run(
        "import_medlineplus",
        topics_file(topic("1", "Dry skin", summary="<p>New.</p><p>Text.</p>")),
        "--publish",
    )
    assert not TopicHubPage.objects.get().live


def test_an_editors_condition_is_used_and_not_changed(topics_file: Files) -> None:
    condition = Condition(name="Dry skin", slug="dry-skin", short_definition="As we say it.")
    condition.save()
    run("import_medlineplus", topics_file(topic("1", "dry skin", also=("Xerosis",))), "--publish")
    assert TopicHubPage.objects.get().subject_id == condition.pk
    condition.refresh_from_db()
    assert condition.short_definition == "As we say it."
    assert not condition.aliases.exists()


def test_without_publish_all_are_drafts_that_a_later_run_publishes(topics_file: Files) -> None:
    path = topics_file(topic("1", "Dry skin"))
    run("import_medlineplus", path)
    assert not TopicHubPage.objects.get().live
    assert not Condition.objects.get().live
    assert not Edition.objects.filter(type="medications.TopicHubPage").exists()
    result = run("import_medlineplus", path, "--publish")
    assert result.counts("created", "published") == (0, 1)
    assert TopicHubPage.objects.get().live
    assert Condition.objects.get().live


def test_a_dry_run_writes_nothing_and_says_what_it_would_do(topics_file: Files) -> None:
    before = everything(), get_user_model().objects.count()
    result = run(
        "import_medlineplus",
        topics_file(topic("1", "Dry skin"), topic("2", "Sunburn")),
        "--publish",
        "--dry-run",
    )
    assert (everything(), get_user_model().objects.count()) == before
    assert result.out.startswith("Dry run, nothing written.")
    assert result.counts("created") == (2,)


def test_a_bad_record_is_named_with_its_place_and_the_others_are_imported(topics_file: Files) -> None:
    bad = topic("2", "Sunburn").replace("https://medlineplus.gov/sunburn.html", "nowhere")
    path = topics_file(topic("1", "Dry skin"), bad, topic("3", "Eczema"))
    result = run("import_medlineplus", path, "--publish")
    assert result.counts("created", "failed") == (2, 1)
    assert f"failed: {path}, record 2" in result.notes
    assert result.error == "not everything was imported: 1 records failed"


def test_a_page_that_may_not_be_published_leaves_nothing_behind(topics_file: Files) -> None:
    taken = Medicine(name="Sun cream", slug="sun-cream", short_definition="It shields the skin.", live=True)
    taken.aliases = [Alias(text="Sunburn")]
    taken.save()
    before = everything()
    result = run("import_medlineplus", topics_file(topic("2", "Sunburn")), "--publish")
    assert result.counts("created", "failed") == (0, 1)
    assert "is an alias of Sun cream" in result.notes
    assert everything() == before


@pytest.mark.parametrize("packing", ["plain", "gzip"])
def test_a_file_cut_short_leaves_whole_pages_and_fails(tmp_path: Path, packing: str) -> None:
    long = "".join(f"<p>Sentence {n} of a long text about skin.</p>" for n in range(4000))
    data = topics_xml(
        *(topic(str(n), f"Topic {n}", summary=f"<p>Number {n}.</p>{long}") for n in range(1, 7))
    ).encode()
    path = tmp_path / "cut.xml"
    path.write_bytes(
        gzip.compress(data, 0)[: len(data) * 2 // 3] if packing == "gzip" else data[: len(data) * 2 // 3]
    )
    result = run("import_medlineplus", path, "--publish")
    assert "1 file(s) broke off" in result.error
    assert "broken off" in result.notes
    assert "What was read before a file broke off is imported; nothing is half done." in result.out
    hubs = TopicHubPage.objects.all()
    assert 0 < hubs.count() < 6
    for hub in hubs:
        assert hub.live
        assert edition_of(hub)["title"] == hub.title
        assert "Sentence 3999" in str(edition_of(hub)["body"])


def test_a_zip_is_read_and_other_files_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "topics.zip", "w") as archive:
        archive.writestr("mplus_topics.xml", topics_xml(topic("1", "Dry skin")))
    assert run("import_medlineplus", tmp_path / "topics.zip", "--publish").counts("created") == (1,)
    (tmp_path / "page.xml").write_text("<!doctype html><html></html>")
    refused = run("import_medlineplus", tmp_path / "page.xml", tmp_path / "missing.xml")
    assert refused.error == "not everything was imported: 2 file(s) broke off"
    assert "is a web page" in refused.notes
    assert "cannot be opened" in refused.notes
