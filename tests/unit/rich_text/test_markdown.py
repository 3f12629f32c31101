"""Markdown is read back by a parser of CommonMark, and says what the HTML said."""

from __future__ import annotations

import re
from html import escape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cms.core.rich_text.elements import Element, parse
from cms.core.rich_text.markdown import to_markdown

reader = MarkdownIt("commonmark")


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<p>It is <b>not</b> a <i>steroid</i>.</p>", "It is **not** a _steroid_."),
        ("<p>See <a href=\"/guides/creams/\">creams</a>.</p>", "See [creams](/guides/creams/)."),
        ("<ul><li>One</li><li>Two <b>more</b></li></ul>", "- One\n- Two **more**"),
        ("<ol><li>One<ul><li>Inside</li></ul></li></ol>", "1. One\n   - Inside"),
        ("<p>Line<br/>break</p>", "Line\\\nbreak"),
        ("<p>H<sub>2</sub>O</p>", "H<sub>2</sub>O"),
        ("<h2>How</h2><p>So</p>", "## How\n\nSo"),
        ("<blockquote>Said</blockquote>", "> Said"),
        ("<p>1. is no list, and 2 * 3 &lt; 7</p>", "1\\. is no list, and 2 \\* 3 \\< 7"),
        ('<p>An <a data-kind="medicine" data-id="5" data-name="X">entry</a> without a page</p>',
         "An entry without a page"),
    ],
)  # fmt: skip
def test_what_markdown_has_a_sign_for(html: str, markdown: str) -> None:
    assert to_markdown(html) == markdown


TEXTS = st.text(
    alphabet=st.one_of(st.sampled_from(" .,!?*_`[]()<>#&+-=~\\|\"'123aZé\u00a0"), st.characters(codec="utf-8",
    categories=["L", "N", "P", "S"])), min_size=1, max_size=12,
)  # fmt: skip
HREFS = st.sampled_from(["/a/", "/a_b/?c=1&d=2", "https://example.org/x(1)", "/with space/", "/a*b*/"])


def tagged(tag: str) -> Any:
    return lambda inside: f"<{tag}>{inside}</{tag}>"


def joined(parts: st.SearchStrategy[str], most: int = 4) -> st.SearchStrategy[str]:
    return st.lists(parts, min_size=1, max_size=most).map("".join)


PLAIN = TEXTS.map(lambda text: escape(text, quote=False))
MARKED = st.recursive(
    PLAIN,
    lambda inside: st.one_of(*(joined(inside).map(tagged(tag)) for tag in ("b", "i", "sub", "sup", "s", "em"))),
    max_leaves=6,
)  # fmt: skip
INLINE = joined(
    st.one_of(
        MARKED,
        PLAIN.map(tagged("code")),
        st.just("<br/>"),
        st.tuples(HREFS, joined(MARKED, 2)).map(lambda link: f'<a href="{escape(link[0])}">{link[1]}</a>'),
    )
)
ITEMS = st.recursive(
    INLINE.map(tagged("li")),
    lambda item: st.tuples(INLINE, st.sampled_from(["ul", "ol"]), joined(item, 3)).map(
        lambda parts: f"<li>{parts[0]}<{parts[1]}>{parts[2]}</{parts[1]}></li>"
    ),
    max_leaves=5,
)
BLOCKS = st.one_of(
    INLINE.map(tagged("p")),
    INLINE.map(tagged("h3")),
    INLINE.map(tagged("blockquote")),
    joined(ITEMS, 3).map(tagged("ul")),
    joined(ITEMS, 3).map(tagged("ol")),
)


@given(joined(BLOCKS))
def test_read_back_it_says_the_same(html: str) -> None:
    read = reader.render(to_markdown(html))
    assert said(parse(read)) == said(parse(html))


SAME = {"b": "strong", "i": "em"}
OF_BLOCKS = {"p", "li", "ul", "ol", "blockquote", "h3", ""}


def said(element: Element) -> list[tuple[str, tuple[str, ...]]]:
    """Each letter with the tags around it that mean something, outermost first; blanks left out."""
    found: list[tuple[str, tuple[str, ...]]] = []
    _collect(element, (), found)
    return found


def _collect(element: Element, around: tuple[str, ...], found: list[Any]) -> None:
    for child in element.children:
        if isinstance(child, str):
            found += [(letter, around) for letter in re.sub(r"\s", "", child)]
        elif child.tag == "br":
            pass  # may end a block, where it is nothing
        else:
            name = SAME.get(child.tag, child.tag)
            if name == "a":
                name = f"a {child.attributes.get('href', '').replace('%20', ' ')}"
            # Whether an item has a paragraph inside says how far apart items stand.
            _collect(child, around if name == "p" else (*around, name), found)
