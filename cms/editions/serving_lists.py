"""What lists send of pages that are known to be public: one lookup by key for all of them.

Those that this process has not looked at yet are looked at together, and remembered.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from wagtail.models import Site

from cms.editions import freshness, prepared, vouched

# The number of a page, that of its current edition, its surrogate keys, and when it stops being true, as the driver
# has it.
Vouchable = tuple[int, int, str | None, Any]
# More of them at once would keep a reader waiting.
MOST_NEW = 200


def texts_of(
    page_ids: Sequence[int],
    *,
    column: Literal["content", "head", "card"],
    site: Site,
    epoch: int,
    now: datetime,
) -> dict[int, str] | None:
    """What is sent of pages, by page id; ``head``: the beginning of the content, of ``prepared.HEAD`` characters.

    None where one of them is not known to be public and true in that epoch, nor found to be.
    """
    rows = prepared.texts_of(page_ids, column=column, site=site, now=now)
    texts = {page_id: text for page_id, *_, text in rows if text is not None}
    vouchables = [row[:-1] for row in rows]
    is_whole = len(texts) == len(page_ids)
    return texts if is_whole and all_public(vouchables, site=site, epoch=epoch, now=now) else None


def all_public(rows: Sequence[Vouchable], *, site: Site, epoch: int, now: datetime) -> bool:
    """Whether all are known to be public and true in that epoch, or are found to be: one query for each hundred new."""
    new = [row for row in rows if not _is_public(row, epoch=epoch, now=now)]
    if len(new) > MOST_NEW:
        return False
    if new:
        for edition in prepared.freshness_of([row[0] for row in new], site=site, now=now):
            if not edition.stale:
                vouched.remember(edition)
    return all(_is_public(row, epoch=epoch, now=now) for row in new)


def _is_public(row: Vouchable, *, epoch: int, now: datetime) -> bool:
    _, pk, keys, true_until = row
    if keys is None or (true_until is not None and freshness.aware(true_until) <= now):
        return False
    return vouched.public_until(pk, keys, epoch=epoch, now=now) is not None
