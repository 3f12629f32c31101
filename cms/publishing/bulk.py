"""Publishing several pages at once: all of them or none, and every page that stands in the way is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from wagtail.models import Page

from cms.core import validation
from cms.core.problems import PublishRefused, SeveralRefused


def refuse_unready(*, pages: Iterable[Page], with_drafts_below: bool, user: Any) -> None:
    """Raise if one of ``pages``, as last saved, may not be published.

    ``with_drafts_below``: ask also of what stands below them, is not live, and may be published by ``user``. Raises
    ``PublishRefused`` for one page and ``SeveralRefused`` for more.
    """
    refused = []
    for page in _all_of(pages, user) if with_drafts_below else pages:
        revision = page.get_latest_revision()
        draft = revision.as_object() if revision is not None else page.specific
        if problems := validation.publish_problems(draft):
            refused.append(PublishRefused(draft.title, problems))
    if len(refused) == 1:
        raise refused[0]
    if refused:
        raise SeveralRefused(refused)


def _all_of(pages: Iterable[Page], user: Any) -> Iterator[Page]:
    for page in pages:
        yield page
        for below in page.get_descendants().not_live().specific():
            if below.permissions_for_user(user).can_publish():
                yield below
