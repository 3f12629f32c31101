"""Letting a release go out: everything in it in one transaction, all or none.

First all of it is saved, parents before children; then all of it is rendered, so that each page shows the others as
they will be; then the events are numbered. Whatever fails is found out of every item, not only of the first.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import DateTimeField, Value
from django.db.models.functions import Greatest, Now
from wagtail.log_actions import log
from wagtail.models import Page

from cms.core.locking import lock_pages, takes_on, with_descendants
from cms.core.problems import Problem, PublishRefused, SeveralRefused
from cms.core.schedules import schedules_kept_offline
from cms.core.updates import update_each
from cms.events.holding import Numbers, Showing, numbers_held, showing_held
from cms.publishing import failures, jobs
from cms.publishing.due import Due, specific_object
from cms.publishing.models import JobKind
from cms.publishing.scheduled import Outcome, locked_row, publish_version
from cms.releases import selectors, services
from cms.releases.models import ItemAction, Release, ReleaseItem, ReleaseState

logger = logging.getLogger(__name__)


@dataclass
class Trial:
    """What became of the items of one release: who was done, and what stopped the others, by the item's id."""

    done: list[ReleaseItem] = field(default_factory=list)
    stopped: dict[int, BaseException] = field(default_factory=dict)


class ItemsRefused(SeveralRefused):
    """A release that can't go out because of some of its items. ``problems``: of each, by the item's id."""

    def __init__(self, refused: list[PublishRefused], problems: dict[int, list[Problem]]) -> None:
        self.problems = problems
        super().__init__(refused)


def do(item: Due, now: datetime) -> Outcome:
    """Let the release go out in the caller's transaction, if it is still due at exactly ``item.due``.

    Raises ``ItemsRefused``, or what an outage raises; the transaction then has to roll back.
    """
    with numbers_held() as numbers:
        outcome = go_out(item, now=now, numbers=numbers)
    if outcome is Outcome.DONE:
        jobs.finish(item=item)
    return outcome


def go_out(
    item: Due, *, now: datetime, numbers: Numbers, hold: Callable[[int], None] | None = None
) -> Outcome:
    """As :func:`do`, without writing down that it was done, as of ``now``.

    ``hold(count)``: waits, where that is before its time, until ``count`` events have to be numbered. The release
    itself is locked only then: until then it can be cancelled, moved and changed by anybody at once, and is let go of.
    """
    if not takes_on("release", int(item.object_id)):
        return Outcome.BUSY
    release = selectors.due_at(item).select_related("scheduled_by").first()
    if release is None:
        return Outcome.GONE
    contents = selectors.contents(item)
    trial = put_through(list(_items(release)), release=release, due=item.due, now=now)
    refuse(trial)
    if hold is not None:
        hold(len(numbers))
    if not _still_stands(item, contents):
        transaction.set_rollback(True)
        return Outcome.GONE
    numbers.release()
    _finish(release, trial, due=item.due)
    return Outcome.DONE


def put_through(items: list[ReleaseItem], *, release: Release, due: datetime, now: datetime) -> Trial:
    """Save all, then show all, within the caller's transaction; what fails is kept beside, unless it is an outage."""
    trial = Trial()
    for item, showing in save_all(items, trial, release=release, due=due, now=now):
        if not _stops(trial, item, showing.release):
            trial.done.append(item)
    return trial


def save_all(
    items: list[ReleaseItem], trial: Trial, *, release: Release, due: datetime, now: datetime
) -> list[tuple[ReleaseItem, Showing]]:
    """The first half of :func:`put_through`: each that was saved, with what shows it. Nothing is shown yet."""
    _lock(items)
    waiting: list[tuple[ReleaseItem, Showing]] = []
    for item in selectors.in_order(items):
        with showing_held() as showing:
            if _stops(trial, item, lambda item=item: _save(item, release, due, now)):  # type: ignore[misc]
                continue
        waiting.append((item, showing))
    return waiting


def refuse(trial: Trial) -> None:
    """Raise ``ItemsRefused`` if something was stopped."""
    if not trial.stopped:
        return
    problems = {pk: problems_in(error) for pk, error in trial.stopped.items()}
    titles = dict(ReleaseItem.objects.filter(pk__in=problems).values_list("pk", "title"))
    raise ItemsRefused([PublishRefused(titles[pk], found) for pk, found in problems.items()], problems)


def note_failure(item: Due, error: BaseException) -> None:
    """Write down which items stopped the release, and why."""
    if isinstance(error, ItemsRefused):
        write_down(int(item.object_id), error.problems)


def write_down(release_id: int, problems: dict[int, list[Problem]]) -> None:
    """Keep what was found of each item; the others are fine."""
    items = ReleaseItem.objects.filter(release_id=release_id)
    items.exclude(pk__in=problems).exclude(problems=[]).update(problems=[])
    for pk, found in problems.items():
        items.filter(pk=pk).update(problems=[asdict(problem) for problem in found])


def problems_in(error: BaseException) -> list[Problem]:
    if isinstance(error, PublishRefused):
        return list(error.problems)
    return [Problem(failures.in_words(error))]


def _stops(trial: Trial, item: ReleaseItem, work: Callable[[], Any]) -> bool:
    """Whether ``item`` failed in ``work``, of which nothing is left then."""
    try:
        with transaction.atomic():
            work()
    except Exception as error:  # the edge of a task: any page may fail, and the others are still tried
        if failures.is_outage(error):
            raise
        logger.info("%s could not go out", item, exc_info=True)
        trial.stopped[item.pk] = error
        return True
    return False


def _save(item: ReleaseItem, release: Release, due: datetime, now: datetime) -> None:
    problems = services.problems_of_item(item)
    if problems:
        raise PublishRefused(item.title, problems)
    work = Due(kind=_kind(item), due=due, content_type_id=item.content_type_id, object_id=item.object_id)
    row: Any = locked_row(work)
    if row is None:
        raise TimeoutError("somebody holds the object at this moment")
    item.was_live = row.live
    item.before = row.live_revision if row.live else None
    if item.action == ItemAction.UNPUBLISH:
        with schedules_kept_offline(row):
            specific_object(row).unpublish(user=release.scheduled_by)
    elif item.revision is not None:
        publish_version(row=row, revision=item.revision, due=due, now=now, user=release.scheduled_by)


def _kind(item: ReleaseItem) -> JobKind:
    return JobKind.PUBLISH if item.action == ItemAction.PUBLISH else JobKind.EXPIRE


def _items(release: Release) -> Any:
    return release.items.select_related("revision", "content_type")


def _lock(items: list[ReleaseItem]) -> None:
    """Pages first and all at once, in the order of the tree, before the first of them makes an event.

    What lies below a page is not touched by its publish, unless it gets another address.
    """
    page_type = ContentType.objects.get_for_model(Page, for_concrete_model=False).pk
    by_id = {item.object_id: item for item in items if item.content_type_id == page_type}
    pages = Page.objects.filter(pk__in=by_id)
    moving = [page for page in pages if _moves(page, by_id[str(page.pk)])]
    lock_pages(Page.objects.filter(pk__in=by_id) | with_descendants(moving))


def _moves(page: Page, item: ReleaseItem) -> bool:
    return item.revision is not None and item.revision.content.get("slug") != page.slug


def _still_stands(item: Due, contents: list[tuple[Any, ...]]) -> bool:
    """Whether the release, locked from here on, is due as it was and has in it what it had."""
    locked = selectors.due_at(item).select_for_update(of=("self",), no_key=True)
    return locked.first() is not None and selectors.contents(item) == contents


def _finish(release: Release, trial: Trial, *, due: datetime) -> None:
    # Not here before: whoever takes an item out of a release that is held would wait for it.
    for item in trial.done:
        item.problems = []
    update_each(trial.done, ["was_live", "before", "problems"])
    # Where it is held, readers see it from its time on.
    published_at = Greatest(Now(), Value(due, output_field=DateTimeField()))
    Release.objects.filter(pk=release.pk).update(state=ReleaseState.PUBLISHED, published_at=published_at)
    said = {"items": len(trial.done), "go_live_at": release.go_live_at}
    log(instance=release, action="releases.publish", user=release.scheduled_by, data=said)
