"""HTML comes out as what rich text takes, and text without what nobody meant to write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medications.importers.clean import clean_html, clean_text, plain_text

BASE = "https://medlineplus.gov/asthma.html"


@pytest.mark.parametrize(
    ("given_html", "expected"),
    [
        ("Loose <em>text</em>", "<p>Loose <i>text</i></p>"),
        ("<p class='x' style='y'>One</p> <p> \n </p>", "<p>One</p>"),
        ("<h1>A</h1><h3><b>B</b></h3><h6>C</h6>", "<h2>A</h2><h3>B</h3><h4>C</h4>"),
        ("<div><p>In</p>side</div>", "<p>In</p><p>side</p>"),
        ("<p>One<br/><br/>Two<br>Three<br></p>", "<p>One</p><p>Two<br/>Three</p>"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("<ul><li><p>a</p><p>b</p></li><li> </li></ul>", "<ul><li>a<br/>b</li></ul>"),
        ("<p>5 &lt; 6 &amp; AT&amp;T</p>", "<p>5 &lt; 6 &amp; AT&amp;T</p>"),
        ("<p>a<script>alert(1)</script><img src=x onerror=y>b</p>", "<p>ab</p>"),
        ("<p>10<sup>9</sup>/L of H<sub>2</sub>O</p>", "<p>10⁹/L of H₂O</p>"),
        ("<p>open <b>bold", "<p>open <b>bold</b></p>"),
        ("<!-- note --><p>x</p>", "<p>x</p>"),
    ],
)
def test_html_is_reduced_to_rich_text(given_html: str, expected: str) -> None:
    assert clean_html(given_html) == expected


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("https://medlineplus.gov/cough.html", '<a href="https://medlineplus.gov/cough.html">x</a>'),
        ("cough.html", '<a href="https://medlineplus.gov/cough.html">x</a>'),
        ("https://example.org/?a=1&amp;b=2", '<a href="https://example.org/?a=1&amp;b=2">x</a>'),
        ("", "x"),
        ("javascript:alert(1)", "x"),
        ("http://[bad", "x"),
        ("mailto:a@example.org", '<a href="mailto:a@example.org">x</a>'),
    ],
)
def test_links_are_absolute_or_become_their_text(href: str, expected: str) -> None:
    assert clean_html(f'<p><a href="{href}" target="_blank">x</a></p>', BASE) == f"<p>{expected}</p>"


def test_a_table_becomes_a_list_that_keeps_the_names_of_its_columns() -> None:
    table = """<table><thead><tr><th>Sign</th><th>Cold</th><th>Flu</th></tr></thead>
      <tr><td>Fever</td><td>Rarely</td><td>Usually</td></tr></table>"""
    assert clean_html(table) == (
        "<p><b>Sign</b></p><ul><li><b>Fever</b>: Cold: Rarely; Flu: Usually</li></ul>"
    )


def test_a_table_of_two_columns_names_them_once() -> None:
    table = "<table><tr><th>Level</th><th>Range</th></tr><tr><td>High</td><td>over 200</td></tr></table>"
    assert clean_html(table) == "<p><b>Level: Range</b></p><ul><li><b>High</b>: over 200</li></ul>"


def test_stray_characters_go_and_spaces_are_one() -> None:
    assert clean_text(" a\u00a0\x00 b\x0b\u200b\u200e\u00adc\ud800 \n\t d ") == "a b c d"


def test_a_sign_of_the_symbol_font_is_never_dropped() -> None:
    assert clean_text("\uf0b3 65 years, \uf0a3 2, \uf8ff") == "≥ 65 years, ≤ 2, \ufffd"


def test_entities_are_resolved_also_when_doubly_escaped() -> None:
    assert clean_text("a &amp;ge; 5 &#8804; 6 &lt; 7 &nosuch; R&D") == "a ≥ 5 ≤ 6 < 7 &nosuch; R&D"


def test_plain_text_keeps_blocks_apart() -> None:
    assert plain_text("<h3>Title</h3><ul><li>a</li><li>b</li></ul>") == "Title a b"


@given(st.text())
def test_any_text_cleans_to_one_tidy_line(text: str) -> None:
    cleaned = clean_text(text)
    assert cleaned == " ".join(cleaned.split())
    assert not set(cleaned) & set("\x00\x1f\u200b\ufeff")


PIECES = [
    *(
        "<p>",
        "</p>",
        "<ul>",
        "</ul>",
        "<li>",
        "</li>",
        "<b>",
        "</b>",
        "<div>",
        "</div>",
        "<h3>",
        "</h3>",
        "<ol>",
    ),
    *("<table>", "<tr>", "<td colspan=3>", "<td rowspan=9999>", "<caption>", "<thead>", "</table>", "<br>"),
    *(
        "<a href='x.html'>",
        "</a>",
        "words",
        " ",
        "&lt;",
        "<sup>2</sup>",
        "<",
        "&",
        "<script>",
        "<!--",
        "<svg>",
        "\x00",
    ),
]
MARKUP = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@given(MARKUP)
def test_any_markup_cleans_to_markup_that_cleans_to_itself(markup: str) -> None:
    cleaned = clean_html(markup, BASE)
    assert clean_html(cleaned, BASE) == cleaned


def test_nesting_beyond_reason_keeps_its_words() -> None:
    deep = "<ul><li>" * 2_000 + "deep" + "</li></ul>" * 2_000
    assert "deep" in clean_html(deep)
    assert "deep" in clean_html("<div>" * 5_000 + "deep")
    assert "deep" in clean_html("<b>" * 5_000 + "deep")
