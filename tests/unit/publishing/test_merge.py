"""Putting together what two people have changed in one page: nothing lost, nothing guessed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.blocks import CharBlock, ListBlock, RichTextBlock, StreamBlock, StructBlock

from cms.publishing.identity import closed, identified, opened
from cms.publishing.merge import How, Side, changes, merge
from cms.publishing.merge_shapes import shape_of_block
from cms.publishing.shapes import Fields, Members, Whole


class Dose(StructBlock):
    says_one_thing = True
    amount = CharBlock()
    unit = CharBlock()


class Section(StructBlock):
    heading = CharBlock()
    text = RichTextBlock()
    tips = ListBlock(CharBlock())
    doses = ListBlock(Dose())


class Body(StreamBlock):
    section = Section()
    note = CharBlock()


SHAPE = Fields(
    label="page",
    parts={
        "title": Whole(label="Title", words=str),
        "summary": Whole(label="Summary", words=str),
        "topics": Members(label="Topics", words=str),
        "body": shape_of_block(Body(), "Body"),
    },
)


def note(key: str, text: str = "") -> dict[str, Any]:
    return {"type": "note", "id": key, "value": text or f"Note {key}"}


def items(*texts: Any) -> list[dict[str, Any]]:
    return [{"type": "item", "id": f"i{number}", "value": text} for number, text in enumerate(texts)]


def section(key: str, **fields: Any) -> dict[str, Any]:
    filled = {"heading": "Use", "text": "<p>Thinly.</p>", "tips": items("Wash"), "doses": items()}
    return {"type": "section", "id": key, "value": {**filled, **fields}}


def page(*body: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"title": "Cream", "summary": "A cream.", "topics": [1, 2], "pk": 7, **fields, "body": [*body]}


def merged(base: Any, ours: Any, theirs: Any, **choices: Side) -> dict[str, Any]:
    """The outcome, which must be without a conflict."""
    outcome = merge(SHAPE, base=base, ours=ours, theirs=theirs, choices=choices)
    assert not outcome.undecided
    return outcome.document


def conflicts(base: Any, ours: Any, theirs: Any) -> list[tuple[str, str, str]]:
    """Where, and both values in words."""
    found = merge(SHAPE, base=base, ours=ours, theirs=theirs).undecided
    return [(" → ".join(one.place.trail), one.ours, one.theirs) for one in found]


def keys(document: dict[str, Any]) -> list[str]:
    return [item["id"] for item in document["body"]]


def test_changes_of_different_fields_are_both_there() -> None:
    got = merged(page(), page(title="Ointment"), page(summary="Greasier."))
    assert (got["title"], got["summary"]) == ("Ointment", "Greasier.")


def test_the_same_change_on_both_sides_is_no_conflict() -> None:
    assert merged(page(), page(title="Ointment"), page(title="Ointment"))["title"] == "Ointment"


def test_two_changes_of_the_same_field_are_told_with_both_values_and_somebody_chooses() -> None:
    versions = page(), page(title="Ointment"), page(title="Lotion")
    assert conflicts(*versions) == [("Title", "Ointment", "Lotion")]
    assert merged(*versions, title=Side.OURS)["title"] == "Ointment"
    assert merged(*versions, title=Side.THEIRS)["title"] == "Lotion"


def test_what_the_shape_does_not_know_is_the_scheduled_versions() -> None:
    assert (
        merged(page(), {**page(), "go_live_at": "T"}, {**page(title="X"), "go_live_at": None})["go_live_at"]
        == "T"
    )


def test_blocks_that_one_side_adds_come_where_it_put_them() -> None:
    a, b = note("a"), note("b")
    got = merged(page(a, b), page(a, note("ours"), b), page(note("first"), a, b, note("last")))
    assert keys(got) == ["first", "a", "ours", "b", "last"]


def test_blocks_added_by_both_at_the_same_place_are_both_there_the_scheduled_one_first() -> None:
    got = merged(page(note("a")), page(note("a"), note("ours")), page(note("a"), note("theirs")))
    assert keys(got) == ["a", "ours", "theirs"]


def test_a_block_that_one_side_removes_is_gone() -> None:
    a, b, c = note("a"), note("b"), note("c")
    assert keys(merged(page(a, b, c), page(b, c), page(a, b))) == ["b"]


def test_removing_what_the_other_has_changed_is_a_conflict() -> None:
    a, changed = note("a"), note("a", "Mended")
    assert conflicts(page(a), page(), page(changed)) == [("Body → Note (block 1)", "", "Mended")]
    assert conflicts(page(a), page(changed), page()) == [("Body → Note (block 1)", "Mended", "")]
    outcome = merge(SHAPE, base=page(a), ours=page(), theirs=page(changed), otherwise=Side.THEIRS)
    assert keys(outcome.document) == ["a"]


def test_a_block_moved_by_one_and_changed_by_the_other_is_both() -> None:
    a, b, c = note("a"), note("b"), note("c")
    got = merged(page(a, b, c), page(c, a, b), page(a, note("b", "Mended"), c))
    assert keys(got) == ["c", "a", "b"]
    assert got["body"][2]["value"] == "Mended"


def test_two_different_orders_are_a_conflict() -> None:
    a, b, c = note("a"), note("b"), note("c")
    versions = page(a, b, c), page(c, a, b), page(b, a, c)
    ((where, ours, theirs),) = conflicts(*versions)
    assert where == "Body → Order"
    assert (ours.count("\n"), theirs.count("\n")) == (2, 2)
    assert keys(merged(*versions, **{"body/order": Side.THEIRS})) == ["b", "a", "c"]


def test_inside_a_block_each_field_is_for_itself_at_any_depth() -> None:
    base = page(section("s", tips=items("Wash", "Dry")))
    ours = page(section("s", heading="How to use", tips=items("Wash well", "Dry")))
    theirs = page(section("s", text="<p>Once a day.</p>", tips=items("Wash", "Dry", "Wait")))
    got = merged(base, ours, theirs)["body"][0]["value"]
    assert (got["heading"], got["text"]) == ("How to use", "<p>Once a day.</p>")
    assert [item["value"] for item in got["tips"]] == ["Wash well", "Dry", "Wait"]


def test_a_text_is_taken_as_a_whole() -> None:
    said = "<p>Thinly.</p><p>Daily.</p>"
    found = conflicts(
        page(section("s", text=said)),
        page(section("s", text=said.replace("Thinly", "Very thinly"))),
        page(section("s", text=said.replace("Daily", "Twice a day"))),
    )
    assert found == [("Body → Section “Use” → Text", "Very thinly. Daily.", "Thinly. Twice a day.")]


def test_what_the_editor_adds_to_an_untouched_text_is_no_change() -> None:
    touched = page(section("s", text='<p data-block-key="x1">Thinly.</p>'))
    assert (
        merged(page(section("s")), page(section("s", heading="New")), touched)["body"][0]["value"]["heading"]
        == "New"
    )


def test_a_dose_is_never_mixed_of_two() -> None:
    def with_dose(amount: str, unit: str) -> dict[str, Any]:
        return page(section("s", doses=items({"amount": amount, "unit": unit})))

    found = conflicts(with_dose("5", "mg"), with_dose("10", "mg"), with_dose("5", "micrograms"))
    assert found == [
        ("Body → Section “Use” → Doses → row 1", "Amount: 10\nUnit: mg", "Amount: 5\nUnit: micrograms")
    ]


def test_choices_of_several_are_taken_one_by_one() -> None:
    assert merged(page(), page(topics=[1, 3]), page(topics=[1, 2, 4]))["topics"] == [1, 3, 4]


def test_items_that_can_not_be_told_apart_are_taken_as_a_whole() -> None:
    old = [{"type": "note", "value": "a"}, {"type": "note", "value": "b"}]
    assert merged(page(*old), page(*old), page(old[0]))["body"] == [old[0]]
    assert conflicts(page(*old), page(old[1]), page(old[0]))[0][0] == "Body"


def test_a_block_that_became_another_kind_is_no_half_of_both() -> None:
    other = {"type": "section", "id": "a", "value": section("a")["value"]}
    assert merged(page(note("a")), page(other), page(note("a")))["body"] == [other]
    assert len(conflicts(page(note("a")), page(other), page(note("a", "Mended")))) == 1


def test_differences_are_told_in_the_order_of_the_page() -> None:
    before = page(section("s"), note("gone"), note("z"))
    after = page(note("z"), section("s", heading="Using it"), note("new"), title="Ointment")
    told = [(" → ".join(one.place.trail), one.how) for one in changes(SHAPE, before, after)]
    assert told == [
        ("Title", How.CHANGED),
        ("Body → Section “Using it” → Heading", How.CHANGED),
        ("Body → Note (block 3)", How.ADDED),
        ("Body → Note (block 2)", How.REMOVED),
        ("Body → Order", How.MOVED),
    ]


NOTES = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=6)
EDITS = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from(["Mended", None]), max_size=4)


@st.composite
def edited_pages(draw: Any) -> tuple[Any, Any, Any, dict[str, Any], dict[str, Any]]:
    """A page, two edits of it that touch different blocks and fields, and what each of them did."""
    there = draw(NOTES)
    hers = draw(EDITS)
    his = {key: edit for key, edit in draw(EDITS).items() if key not in hers}
    base = page(*(note(key) for key in there))

    def edit(edits: dict[str, Any], new: str, **fields: Any) -> dict[str, Any]:
        kept = [note(key, edits.get(key) or "") for key in there if edits.get(key, "") is not None]
        at = draw(st.integers(0, len(kept)))
        return page(*kept[:at], note(new), *kept[at:], **fields)

    return base, edit(hers, "X", title="Hers"), edit(his, "Y", summary="His"), hers, his


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edited_pages())
def test_a_merge_without_overlap_holds_what_both_sides_did(case: Any) -> None:
    base, ours, theirs, hers, his = case
    got = merged(base, ours, theirs)
    assert (got["title"], got["summary"]) == ("Hers", "His")
    by_key = {item["id"]: item["value"] for item in got["body"]}
    assert {"X", "Y"} <= by_key.keys()
    edits = {**hers, **his}
    for item in base["body"]:
        wanted = edits.get(item["id"], item["value"])
        assert by_key.get(item["id"]) == wanted
    # Each side's own order is kept.
    for side in (ours, theirs):
        order = [key for key in keys(side) if key in by_key]
        assert [key for key in keys(got) if key in order] == order


DOCUMENTS = st.builds(
    lambda there, edits, title: page(*(note(key, edits.get(key) or "") for key in there), title=title),
    st.permutations("abcd").flatmap(lambda order: st.integers(0, 4).map(lambda size: order[:size])),
    EDITS,
    st.sampled_from(["Cream", "Ointment", "Lotion"]),
)


@settings(max_examples=150, deadline=None)
@given(DOCUMENTS, DOCUMENTS)
def test_a_merge_with_a_side_that_changed_nothing_is_the_other_side(base: Any, changed: Any) -> None:
    assert merged(base, changed, base) == changed
    assert merged(base, base, changed) == changed


@settings(max_examples=150, deadline=None)
@given(DOCUMENTS, DOCUMENTS, DOCUMENTS, st.sampled_from(Side))
def test_whatever_is_chosen_for_all_conflicts_leaves_none_and_loses_no_other_change(
    base: Any, ours: Any, theirs: Any, side: Side
) -> None:
    outcome = merge(SHAPE, base=base, ours=ours, theirs=theirs, otherwise=side)
    assert not outcome.undecided
    ids = set(keys(outcome.document))
    added = ({*keys(ours)} | {*keys(theirs)}) - {*keys(base)}
    assert added <= ids
    assert len(ids) == len(outcome.document["body"])


@pytest.mark.parametrize("value", [None, "", []])
def test_an_empty_stream_is_filled_by_either_side(value: Any) -> None:
    empty = {**page(), "body": value}
    assert keys(merged(empty, empty, page(note("a")))) == ["a"]
    assert keys(merged(empty, page(note("b")), page(note("a")))) == ["b", "a"]


def known(value: Any, base: Any = None) -> Any:
    """A stored body as it is merged; ``base``: one that was prepared."""
    body = opened(BODY, value)
    return {**page(), "body": identified(BODY, body, base["body"] if base is not None else body)}


BODY = SHAPE.parts["body"]


@pytest.mark.parametrize("ids_of_hers", ["h", None])
def test_items_that_had_no_ids_when_two_began_to_edit_are_not_there_twice(ids_of_hers: str | None) -> None:
    """Imported lists have none; each save of the form gives them new ones."""

    def body(ids: str | None, tips: list[str]) -> list[dict[str, Any]]:
        wrapped = [{"type": "item", "id": f"{ids}{n}", "value": tip} for n, tip in enumerate(tips)]
        return [section("s", tips=wrapped if ids else tips)]

    base = known(body(None, ["Wash", "Dry", "Wait"]))
    hers = known(body(ids_of_hers, ["Wash well", "Dry", "Wait", "Smile"]), base)
    his = known(body("x", ["Wash", "Dry", "Wait an hour"]), base)

    got = closed(BODY, merged(base, hers, his)["body"])[0]["value"]["tips"]

    assert [item["value"] for item in got] == ["Wash well", "Dry", "Wait an hour", "Smile"]
    assert len({item["id"] for item in got} - {None}) == 4
    assert changes(SHAPE, merged(base, base, his), his) == []
    ((where, ours, theirs),) = conflicts(base, hers, known(body("x", ["Scrub", "Dry", "Wait"]), base))
    assert (where, ours, theirs) == ("Body → Section “Use” → Tips → row 1", "Wash well", "Scrub")


def test_what_was_prepared_and_closed_is_as_it_was_stored() -> None:
    stored = [section("s", doses=items({"amount": "5", "unit": "mg"})), note("n")]
    assert closed(BODY, known(stored)["body"]) == stored
