"""The words of rich text, as rules and machine-readable descriptions read them."""

from __future__ import annotations

import pytest
from wagtail.rich_text import RichText

from cms.core.blocks.rules import plain_text


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>Wash &amp; dry.</p>", "Wash & dry."),
        ("<p>Wash.</p><p>Dry.</p>", "Wash. Dry."),
        ("<ul><li>soap</li><li>water</li></ul>", "soap water"),
        ("<p>Wait<br/>a minute</p>", "Wait a minute"),
        ("<p>10&nbsp;mg</p>", "10 mg"),
        ("<p>less than &lt;1%</p>", "less than <1%"),
        ('<p>H<sub>2</sub>O and <a linktype="page" id="3">more</a></p>', "H2O and more"),
        ("<p>&nbsp;</p><p></p>", ""),
        (None, ""),
    ],
)
def test_the_words_of_rich_text(source: str | None, words: str) -> None:
    assert plain_text(source) == words
    assert plain_text(RichText(source or "")) == words
