"""What the body of a new page begins with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from wagtail.blocks import StreamBlock

from cms.core.blocks.bodies import TextBody
from cms.core.starters import Stored
from home import starters as of_the_site
from medications import starters
from medications.blocks.bodies import ArticleBody, DrugBody, GuideBody, GuideSteps, HubBody

STARTERS: list[tuple[Callable[[], Stored], type[StreamBlock]]] = [
    (of_the_site.standard_page, TextBody),
    (starters.hub_page, HubBody),
    (starters.drug_page, DrugBody),
    (starters.guide_page, GuideBody),
    (starters.guide_steps, GuideSteps),
    (starters.article_page, ArticleBody),
]


def ids(stored: Any) -> Iterator[str]:
    """The ids of all blocks at any depth; raises ``KeyError`` for a block without."""
    if isinstance(stored, list):
        for block in stored:
            yield block["id"]
            yield from ids(block["value"])
    elif isinstance(stored, dict):
        for value in stored.values():
            yield from ids(value)


@pytest.mark.parametrize(("starter", "body"), STARTERS)
def test_every_block_has_an_id_that_it_keeps(starter: Callable[[], Stored], body: type[StreamBlock]) -> None:
    stored = starter()
    found = list(ids(stored))
    assert len(found) == len(set(found)) > 0
    block = body()
    assert list(ids(block.get_prep_value(block.to_python(stored)))) == found


@pytest.mark.parametrize(("starter", "body"), STARTERS)
def test_no_two_pages_share_an_id(starter: Callable[[], Stored], body: type[StreamBlock]) -> None:
    assert not set(ids(starter())) & set(ids(starter()))
