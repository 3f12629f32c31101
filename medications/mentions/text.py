"""What the words of a page are, and which entries it links to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any, NamedTuple

from django.utils.html import strip_tags
from wagtail.fields import RichTextField, StreamField

from cms.core.models import BasePage

_MENTION = re.compile(r"<a\b[^>]*\blinktype=\"entity\"[^>]*>.*?</a>", re.DOTALL)
_ID = re.compile(r"\bid=\"(\d+)\"")


class PageText(NamedTuple):
    """``words``: the text without markup and without linked mentions. ``linked``: how often each entity is linked."""

    words: str
    linked: Counter[int]


def text_of(page: BasePage) -> PageText:
    """The summary, rich text and streams of a page."""
    return text_in(_sources(page))


def text_in(sources: Iterable[str]) -> PageText:
    """Texts with or without markup, in which mentions are linked as Wagtail stores them."""
    linked: Counter[int] = Counter()
    words = []
    for source in sources:
        mentions = _MENTION.findall(source)
        linked.update(int(found.group(1)) for mention in mentions if (found := _ID.search(mention)))
        # A linked mention is counted as a link: it parts the words around it and is not counted as words again.
        words.append(unescape(strip_tags(_spaced(_MENTION.sub(" | ", source)))))
    return PageText(" | ".join(words), linked)


def _sources(page: BasePage) -> Iterator[str]:
    yield getattr(page, "summary", "")
    for model_field in page._meta.get_fields():
        if isinstance(model_field, RichTextField):
            yield getattr(page, model_field.name)
        elif isinstance(model_field, StreamField):
            yield from _strings(getattr(page, model_field.name).get_prep_value())


def _strings(raw: Any) -> Iterator[str]:
    """Every text in a stream's stored form; types and ids of blocks are not text."""
    if isinstance(raw, str):
        yield raw
    elif isinstance(raw, list):
        for item in raw:
            yield from _strings(item["value"] if isinstance(item, dict) and "value" in item else item)
    elif isinstance(raw, dict):
        for value in raw.values():
            yield from _strings(value)


def _spaced(html: str) -> str:
    """Keep the words of neighbouring paragraphs, items and cells apart when the tags go."""
    return re.sub(r"</(p|li|h\d|td|th|tr|blockquote)>|<br\s*/?>", " | ", html)
