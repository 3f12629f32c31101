"""Running text of a label gets its order back, and loses no word on the way."""

import html
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medications.importers.label_highlights import split_highlights
from medications.importers.label_keys import SECTIONS
from medications.importers.label_sections import read_section
from medications.importers.label_text import body_html, sentences, strip_heading, tidy
from medications.importers.label_titles import split_title


@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        ("indications_and_usage", "1 INDICATIONS AND USAGE Calmex is used.", ("Calmex is used.", "1")),
        ("indications_and_usage", "1. Indications & Usage: Calmex", ("Calmex", "1")),
        ("indications_and_usage", "Uses temporarily relieves noise", ("temporarily relieves noise", "")),
        ("contraindications", "CONTRAINDICATIONS None.", ("None.", "")),
        ("contraindications", "Contraindications include noise.", ("Contraindications include noise.", "")),
        ("drug_interactions", "Drug interactions have been seen.", ("Drug interactions have been seen.", "")),
        ("warnings", "WARNINGS. See above.", ("See above.", "")),
        ("warnings", "Warnings For external use only.", ("For external use only.", "")),
        ("warnings_and_cautions", "5 WARNINGS AND PRECAUTIONS • Falls", ("• Falls", "5")),
        ("warnings", "Warnings", ("", "")),
        ("dosage_and_administration", "Take 2 tablets.", ("Take 2 tablets.", "")),
    ],
)
def test_only_a_heading_that_repeats_the_section_goes(key: str, text: str, expected: tuple[str, str]) -> None:
    assert strip_heading(text, SECTIONS[key]) == expected


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Deep Sleep Serious and sometimes fatal sleep occurred.", "Deep Sleep"),
        ("Risk of Falls CALMEX increases the risk.", "Risk of Falls"),
        ("Use in Noise > 95 mL/min CALMEX should not be used.", "Use in Noise > 95 mL/min"),
        (
            "Loss of Hearing with Calmex Tablets Calmex tablets are loud.",
            "Loss of Hearing with Calmex Tablets",
        ),
        ("Recommended Dosage The recommended dosage is 1 mg.", "Recommended Dosage"),
        ("Hearing Loss In the EAR trial, 3% had it.", "Hearing Loss"),
        ("Moderate Noise Initiate CALMEX at 8.9 mg once daily.", "Moderate Noise"),
        ("Dosage in Patients Weighing 40 kg or More Take 2 mg.", "Dosage in Patients Weighing 40 kg or More"),
        ("Interactions with CALMEX", "Interactions with CALMEX"),
        ("this text has no title.", ""),
    ],
)
def test_a_title_ends_where_the_sentence_starts(text: str, title: str) -> None:
    found, rest = split_title(text, ("CALMEX", "Calmex Tablets"))
    assert found == title
    assert f"{found} {rest}".strip() == text


def test_subsections_get_headings_only_where_their_numbers_rise() -> None:
    text = (
        "5.1 Deep Sleep It can occur. See Table 5.2 Values and 5.9 The rest. 5.2 Falls They can occur (5.1)."
    )
    assert body_html(text, "5", ()) == (
        "<h3>5.1 Deep Sleep</h3><p>It can occur. See Table 5.2 Values and 5.9 The rest.</p>"
        "<h3>5.2 Falls</h3><p>They can occur (5.1).</p>"
    )


def test_bullets_become_lists_and_open_ones_nest() -> None:
    text = "Do not use with: • noise ○ loud ○ shrill • heat. Ask a doctor at 25 ∘ C. Then wait."
    assert body_html(text, "", ()) == (
        "<p>Do not use with:</p><ul><li>noise<ul><li>loud</li><li>shrill</li></ul></li><li>heat.</li></ul>"
        "<p>Ask a doctor at 25 ∘ C. Then wait.</p>"
    )


def test_long_text_is_cut_into_paragraphs_between_sentences() -> None:
    text = " ".join(f"Sentence {i} says no more than the one before it did." for i in range(40))
    paragraphs = re.findall(r"<p>(.*?)</p>", body_html(text, "", ()))
    assert len(paragraphs) > 3
    assert all(p.startswith("Sentence") and p.endswith("did.") and len(p) < 600 for p in paragraphs)
    assert " ".join(paragraphs) == text


def test_no_sentence_ends_after_an_abbreviation_or_inside_brackets() -> None:
    text = "Use e.g. Calmex vs. Noise (see below. Then more) in C. Difficile. [see Warnings (5.1)] Next one."
    assert sentences(text) == [
        "Use e.g. Calmex vs. Noise (see below. Then more) in C. Difficile. [see Warnings (5.1)]",
        "Next one.",
    ]


def test_points_of_the_first_page_leave_the_body_where_it_says_the_same() -> None:
    text = "Falls: Watch for falls. (5.1) Sleep (5.2; 8.1) 5.1 Falls Watch patients for falls. 5.2 Sleep It can occur."
    prose = split_highlights(text, "5")
    assert prose.highlights == ("Falls: Watch for falls. (5.1)", "Sleep (5.2; 8.1)")
    assert prose.body == "5.1 Falls Watch patients for falls. 5.2 Sleep It can occur."


def test_a_point_that_says_more_than_the_body_stays_in_it() -> None:
    text = "Not above 40 mg. (2.1) Take daily. (2.1) 2.1 Dosage Take it daily."
    prose = split_highlights(text, "2")
    assert prose.highlights == ("Take daily. (2.1)",)
    assert prose.body == "• Not above 40 mg. (2.1) 2.1 Dosage Take it daily."


def test_a_contraindication_never_leaves_the_body_unless_the_body_repeats_it() -> None:
    text = "Do not use with: noise [see Sound (7)] Known allergy to wool Noise (4) Known allergy to wool (4)"
    assert split_highlights(text, "4").body == text
    assert split_highlights("None. None. (4)", "4").body == "None."


def test_figures_that_came_down_to_the_line_go_up_again() -> None:
    assert tidy("75 mg/m 2 daily, 2 x 10 9 /L, 500/mm 3 .") == "75 mg/m² daily, 2 x 10⁹/L, 500/mm³."
    assert tidy("room 10 9 patients, .5 mg ( 5.1 ) , [see Sound ( 2 ) ] . Calmex ®") == (
        "room 10 9 patients, .5 mg (5.1), [see Sound (2)]. Calmex®"
    )


VOCABULARY = (
    "The Calmex is and of Deep Sleep noise 5.1 5.2 5.3 5 WARNINGS • ○ (5.1) ( 5.2 ) [see Sound (5.1) ] mg 40 None. end."
    " Table NOTE: WARNING: Limitations of Use e.g. < & > See full prescribing information for complete boxed warning."
)
WORDS = st.lists(st.sampled_from([*VOCABULARY.split()]), max_size=60).map(" ".join)


@given(WORDS, st.sampled_from(["warnings_and_cautions", "dosage_and_administration", "contraindications"]))
def test_no_word_is_lost(text: str, field: str) -> None:
    key = SECTIONS[field]
    section = read_section(field, key, [text], [], ("Calmex",))
    rest, _ = strip_heading(tidy(text), key)
    shown = "" if section is None else " ".join([section.html, *section.highlights])
    words = Counter(re.findall(r"\w+", html.unescape(re.sub(r"<[^>]*>", " ", shown))))
    missing = Counter(re.findall(r"\w+", rest)) - words
    # A point that repeats the whole body word for word is the one thing that goes.
    assert set(missing) <= set(words)
    assert section is not None or not rest
