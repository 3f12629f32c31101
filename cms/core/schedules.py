"""Schedules that outlive a publish, and which version an editor opens afterwards.

Wagtail clears every schedule of an object when one of its versions goes live or it is taken offline, and says so
nowhere. Here, what is still to come stays to come, and the history of the object says that it does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page, Revision

KEPT = "core.schedule_kept"
REPLACED = "core.schedule_replaced"


@dataclass(frozen=True)
class Standing:
    """The schedules an object has beside that of the version at hand, as they were before Wagtail cleared them."""

    instance: Any
    kept: tuple[Revision, ...]
    replaced: tuple[Revision, ...]

    def have_been_cleared(self) -> bool:
        """Whether they have; False where another version was scheduled, which takes their place."""
        return not _scheduled(self.instance).exists()

    def restore(self) -> None:
        for version in self.kept:
            due = version.approved_go_live_at
            Revision.objects.filter(pk=version.pk).update(approved_go_live_at=due)


@contextmanager
def schedules_kept_offline(instance: Any) -> Iterator[None]:
    """What is scheduled for ``instance`` is so afterwards, though it is taken offline."""
    standing = _standing(instance, besides=None, since=None)
    yield
    standing.restore()


@contextmanager
def schedules_kept(instance: Any, *, revision: Revision | None = None, user: Any = None) -> Iterator[None]:
    """Around publishing ``revision``, or one that is yet to be made: other versions stay scheduled.

    Not where ``revision`` is only scheduled itself: then it comes instead of them. And not those that were due before
    it, or before now if it was not scheduled: what could not go out in time is replaced by what goes out, or an older
    version would take the place of a newer one.
    Costs one query where nothing else is scheduled. Call it in a transaction.
    """
    due = getattr(revision, "scheduled_for", None)
    if revision is not None and due is not None:
        _open_what_is_live_next(instance, revision)
    standing = _standing(instance, besides=revision, since=due or timezone.now())
    yield
    if not (standing.kept or standing.replaced) or not standing.have_been_cleared():
        return
    standing.restore()
    if standing.kept:
        _open_what_is_to_come(instance, standing.kept[0])
    for action, versions in ((KEPT, standing.kept), (REPLACED, standing.replaced)):
        for version in versions:
            times = {"go_live_at": version.approved_go_live_at, "created": version.created_at}
            log(instance=instance, action=action, user=user, revision=version, data=times)


def open_version(instance: Any, version: Revision, *, is_live: bool) -> None:
    """Make ``version`` the one that the form of ``instance`` opens. ``is_live``: it is what readers see."""
    written = {
        "latest_revision": version,
        "has_unpublished_changes": not is_live,
        **_told_of(instance, version),
    }
    _rows(instance).update(**written)
    for name, value in written.items():
        setattr(instance, name, value)


def _standing(instance: Any, *, besides: Revision | None, since: datetime | None) -> Standing:
    """``since``: what was due before is replaced; None where nothing is."""
    others = _scheduled(instance)
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    if not others.exists():
        return Standing(instance, (), ())
    # The object before its versions, as everybody does. What goes live meanwhile is not among them any more then.
    list(_rows(instance).select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
    found = list(others.select_for_update(of=("self",)).order_by("approved_go_live_at", "pk"))
    kept = tuple(version for version in found if since is None or version.approved_go_live_at >= since)
    return Standing(instance, kept, tuple(version for version in found if version not in kept))


def _open_what_is_live_next(instance: Any, revision: Revision) -> None:
    """Let the form open ``revision`` once it is live, where so far it opens the version that is live until then.

    Wagtail takes the version saved last for a draft, even if it has been live; whoever edits that and publishes it
    would bring back what was replaced.
    """
    is_draft = instance.latest_revision_id not in {revision.pk, instance.live_revision_id}
    # Wagtail goes by when versions were saved. One that was scheduled before a fix was made is older than the fix.
    revision.is_latest_revision = lambda: not is_draft
    if not is_draft and instance.latest_revision_id != revision.pk:
        # Wagtail writes these when it saves what it publishes.
        for name, value in {"latest_revision": revision, **_told_of(instance, revision)}.items():
            setattr(instance, name, value)


def _open_what_is_to_come(instance: Any, version: Revision) -> None:
    """Let the form open what is scheduled, not what has just gone live; a later draft comes before either."""
    latest, live = _rows(instance).values_list("latest_revision_id", "live_revision_id").get()
    if latest in {live, version.pk}:
        open_version(instance, version, is_live=False)


def _told_of(instance: Any, version: Revision) -> dict[str, Any]:
    """What a page's row repeats of the version its form opens."""
    if not isinstance(instance, Page):
        return {}
    return {"draft_title": version.content["title"], "latest_revision_created_at": version.created_at}


def _scheduled(instance: Any) -> QuerySet[Revision]:
    rows: QuerySet[Revision] = instance.revisions.filter(approved_go_live_at__isnull=False)
    return rows


def _rows(instance: Any) -> QuerySet[Any]:
    """The row in the table that has the columns of drafts, which a page shares with all other pages."""
    model = instance.get_base_content_type().model_class()
    return model._default_manager.filter(pk=instance.pk)
