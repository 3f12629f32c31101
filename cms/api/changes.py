"""What changed since some event, for whoever keeps a copy: a static build, a search index, a cache."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpResponse

from cms.api.errors import Over
from cms.api.nearest import BadRequest
from cms.api.pagination import limit_of
from cms.api.parameters import check_known, whole_number
from cms.api.responses import Caching, json_response
from cms.api.schemas import ChangeItem, ChangeList, ExpiredPage
from cms.api.viewsets import Endpoint
from cms.editions.changes import Change, OtherHistory, changes_since

DEFAULT_LIMIT = 100
KEY = "changes"


class ChangesView(Endpoint):
    """In commit order, without gaps: each answer begins where ``next`` of the one before ended."""

    known: ClassVar[frozenset[str]] = Endpoint.common_parameters | {"since", "limit", "site"}

    def read(self, request: Any) -> HttpResponse:
        check_known(request, self.known)
        since, limit = _since(request.GET), _limit(request.GET)
        # The number first: whatever is read after it is at least as new.
        moment = self.moment
        try:
            changes = changes_since(since, latest=moment.sequence, limit=limit, site=self.site, now=self.now)
        except OtherHistory as error:
            raise Over(
                f"There is no event {since} here; the newest is {moment.sequence}. Make the copy anew: fetch every "
                f"page of the list, then ask for the changes since {moment.sequence}."
            ) from error
        answer = ChangeList(
            since=since,
            next=changes.next,
            latest=moment.sequence,
            settled=moment.changes_at is None or moment.changes_at > self.now,
            items=[_item(change) for change in changes.items],
            expired=[ExpiredPage(id=pk, path=path) for pk, path in changes.ran_out.items()],
        )
        caching = Caching([KEY], moment.sequence, moment.changes_at)
        return json_response(request, answer.model_dump(mode="json"), caching, now=self.now)


def _item(change: Change) -> ChangeItem:
    return ChangeItem(
        sequence=change.sequence,
        kind=change.kind,
        object={"kind": "page", "id": change.page_id},
        gone=change.gone,
        path=change.path or None,
        old_path=change.old_path or None,
        digest=change.digest,
        keys=change.keys,
        created_at=change.created_at,
    )


def _since(parameters: Any) -> int:
    if "since" not in parameters:
        raise BadRequest("since is required", "Ask with since=0 for everything there was, then with next.")
    return whole_number(parameters["since"], name="since")


def _limit(parameters: Any) -> int:
    limit = limit_of(parameters, default=DEFAULT_LIMIT)
    if not limit:
        raise BadRequest(
            "limit must be at least 1", "With none, the next answer would begin where this one did."
        )
    return limit


changes = ChangesView.as_view({"get": "read"})
