"""Sending the mails that are owed about scheduled work in trouble.

Each is taken up by one process, sent outside any transaction, and then forgotten. A process that dies in between leaves
the row, and the mail is sent, or sent once more, some minutes later.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.mail import send_mail
from wagtail.admin.utils import get_admin_base_url
from wagtail.models import Revision
from wagtail.users.models import UserProfile

from cms.publishing import rehearsal, selectors, sources
from cms.publishing.jobs import is_still_scheduled
from cms.publishing.models import (
    JobKind,
    JobState,
    Notice,
    NoticeAbout,
    PublishJob,
    Rehearsal,
    RehearsalState,
)
from cms.publishing.words import VERBS, moment_in_words, outlook_in_words

logger = logging.getLogger(__name__)

# Longer than any server may take to accept a mail.
TAKEN_UP_FOR = timedelta(minutes=5)
FIRST_RETRY = timedelta(seconds=10)
LONGEST_RETRY = timedelta(minutes=10)
AT_ONCE = 50


def send_due(*, now: datetime, limit: int = AT_ONCE) -> int:
    """Send the mails that are due; returns how many were sent. Call it outside a transaction."""
    due = (
        Notice.objects.filter(next_try_at__lte=now).order_by("next_try_at", "pk").values_list("pk", flat=True)
    )
    return sum(_send(pk, now) for pk in list(due[:limit]))


def _send(pk: int, now: datetime) -> bool:
    taken = Notice.objects.filter(pk=pk, next_try_at__lte=now)
    if not taken.update(next_try_at=now + TAKEN_UP_FOR, attempts=F("attempts") + 1):
        return False
    notice = Notice.objects.select_related("recipient").get(pk=pk)
    try:
        sent = _deliver(notice)
    except Exception:  # the edge of a task: servers fail in many ways, and the row remembers
        logger.warning("the mail %s could not be sent", notice, exc_info=True)
        wait = min(FIRST_RETRY * 2 ** min(notice.attempts - 1, 10), LONGEST_RETRY)
        Notice.objects.filter(pk=pk).update(next_try_at=now + wait)
        return False
    Notice.objects.filter(pk=pk).delete()
    return sent


def _deliver(notice: Notice) -> bool:
    """Send the mail if what it says is still so and the recipient may still do something about it."""
    reason, outlook = _what_is_so(notice)
    instance = selectors.object_of(content_type_id=notice.content_type_id, object_id=notice.object_id)
    user = notice.recipient
    edit_url = AdminURLFinder(user).get_edit_url(instance) if instance is not None else None
    concerned = edit_url is not None or selectors.may_publish(user=user, instance=instance)
    if not reason or not user.is_active or not user.email or not concerned:
        return False
    base = get_admin_base_url()
    with timezone.override(UserProfile.get_for_user(user).get_current_time_zone()):
        said = {
            "about": notice.about,
            "title": selectors.title_of(notice.revision_id, instance),
            "what": VERBS[notice.kind].do,
            "is_release": notice.kind == JobKind.RELEASE,
            "due": moment_in_words(notice.due),
            "reason": reason,
            "outlook": outlook_in_words(outlook) if outlook is not None else "",
            "edit_url": f"{base}{edit_url}" if edit_url else "",
            "dashboard_url": f"{base}{reverse('wagtailadmin_home')}",
        }
        subject = render_to_string("publishing/notice_subject.txt", said)
        text = render_to_string("publishing/notice.txt", said)
    send_mail(" ".join(subject.split()), text, [user.email])
    return True


def _what_is_so(notice: Notice) -> tuple[str, PublishJob | None]:
    """Why it is still blocked or would still fail, with its job row if it is blocked; no reason where it is not so."""
    if notice.about == NoticeAbout.BLOCKED:
        job = _blocked_job(notice)
        return (job.error, job) if job is not None and is_still_scheduled(job) else ("", None)
    source = sources.of_kind(notice.kind)
    if source is not None:
        return "\n".join(source.doubts(notice.object_id, notice.due)), None
    trial = Rehearsal.objects.filter(
        revision_id=notice.revision_id or 0, due=notice.due, state=RehearsalState.FAILED
    ).first()
    scheduled = Revision.objects.filter(pk=notice.revision_id, approved_go_live_at=notice.due).exists()
    if trial is None or not scheduled:
        return "", None
    return "\n".join(str(problem) for problem in rehearsal.problems_of(trial)), None


def _blocked_job(notice: Notice) -> PublishJob | None:
    return PublishJob.objects.filter(
        kind=notice.kind,
        content_type_id=notice.content_type_id,
        object_id=notice.object_id,
        revision_id=notice.revision_id,
        due=notice.due,
        state=JobState.BLOCKED,
    ).first()
