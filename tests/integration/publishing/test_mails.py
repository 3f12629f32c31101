"""Whoever scheduled what can't go live, and the page's owner, are told by mail: once, and only if it is still so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.urls import reverse
from pytest_django import Settings
from wagtail.models import Revision
from wagtail.users.models import UserProfile

from cms.publishing import failures, jobs, mails, rehearsal, tasks
from cms.publishing.due import due_now
from cms.publishing.models import Notice, PublishJob, Rehearsal
from cms.publishing.runner import run_due
from home.models import StandardPage
from tests import scheduling
from tests.scheduling import (
    PAST,
    a_condition,
    a_live_page,
    a_page,
    a_publisher,
    a_writer,
    empty_heading,
    somebody,
)

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC) + timedelta(hours=1)
DUE = NOW + timedelta(days=30)
BLOCKED_AT = PAST + timedelta(minutes=failures.TRIES_OF_ITS_OWN - 1)


def scheduled_by(user: User, page: Any, due: datetime) -> Revision:
    page.go_live_at = due
    revision: Revision = page.save_revision(user=user, clean=False)
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=due)
    return revision


def block() -> None:
    for minute in range(failures.TRIES_OF_ITS_OWN):
        run_due(now=PAST + timedelta(minutes=minute))


def rehearse(now: datetime = NOW) -> int:
    return rehearsal.rehearse_due(clock=lambda: now)


def sent(now: datetime = NOW) -> list[tuple[str, str]]:
    """To whom mails went that are due at ``now``, and about what."""
    mail.outbox.clear()
    mails.send_due(now=now)
    return sorted((message.to[0], str(message.subject)) for message in mail.outbox)


# What is told, and to whom


def test_what_is_blocked_is_told_to_who_scheduled_it_with_what_why_and_what_to_do() -> None:
    page = a_page("Dosage", body=empty_heading())
    mia = a_publisher("mia")
    scheduled_by(mia, page, PAST)
    block()

    assert sent() == [("mia@example.com", "“Dosage” could not go live")]
    text = mail.outbox[0].body
    assert "“Dosage” was to go live on 1 March 2026, 08:00:00 (UTC), and could not:" in text
    assert "Fill in “Heading”." in text
    assert "The schedule is kept, and nothing more happens by itself after 3 tries." in text
    assert f"Edit it: http://testserver{reverse('wagtailadmin_pages:edit', args=[page.pk])}" in text
    assert f"Retry or cancel: http://testserver{reverse('wagtailadmin_home')}" in text
    assert mail.outbox[0].extra_headers["Auto-Submitted"] == "auto-generated"


def test_what_would_fail_is_told_beforehand() -> None:
    page = a_page("Cream & ointment", body=empty_heading())
    scheduled_by(a_publisher("mia"), page, DUE)
    rehearse()
    assert sent() == [("mia@example.com", "“Cream & ointment” would not go live in time")]
    text = mail.outbox[0].body
    assert "A trial run found that it would fail:" in text
    assert "Fill in “Heading”." in text


def test_times_are_those_of_the_reader() -> None:
    mia = a_publisher("mia")
    profile = UserProfile.get_for_user(mia)
    profile.current_time_zone = "Asia/Kathmandu"
    profile.save()
    scheduled_by(mia, a_page(body=empty_heading()), PAST)
    block()
    sent()
    assert "1 March 2026, 13:45:00 (Asia/Kathmandu)" in mail.outbox[0].body


def test_the_owner_of_the_page_is_told_too() -> None:
    mia, ben = a_publisher("mia"), a_writer("ben")
    scheduled_by(mia, a_page(body=empty_heading(), owner=ben), PAST)
    block()
    assert [to for to, _ in sent()] == ["ben@example.com", "mia@example.com"]


def test_who_is_both_is_told_once() -> None:
    mia = a_publisher("mia")
    scheduled_by(mia, a_page(body=empty_heading(), owner=mia), PAST)
    block()
    assert len(sent()) == 1


def test_who_scheduled_it_is_told_and_not_who_wrote_it() -> None:
    mia, ben = a_publisher("mia"), a_writer("ben")
    page = a_live_page("Known")
    page.go_live_at = DUE
    revision = page.save_revision(user=ben)
    revision.publish(user=mia)
    Revision.objects.filter(pk=revision.pk).update(content={**revision.content, "body": "[]", "title": ""})
    rehearse()
    assert [to for to, _ in sent()] == ["mia@example.com"]


def test_an_entry_is_told_about_too() -> None:
    condition = a_condition(short_definition="")
    admin = User.objects.create_superuser("ada", "ada@example.com", "pass")
    scheduled_by(admin, condition, DUE)
    rehearse()
    assert sent() == [("ada@example.com", "“Eczema” would not go live in time")]
    url = reverse("wagtailsnippets_medications_condition:edit", args=[condition.pk])
    assert f"http://testserver{url}" in mail.outbox[0].body


def test_nobody_is_told_who_has_left_or_may_do_nothing_about_it() -> None:
    left, demoted = a_publisher("mia"), somebody("eve")
    scheduled_by(left, a_page(body=empty_heading(), owner=demoted), PAST)
    User.objects.filter(pk=left.pk).update(is_active=False)
    block()
    assert sent() == []
    assert not Notice.objects.exists()


# Once


def test_it_is_told_once() -> None:
    scheduled_by(a_publisher("mia"), a_page(body=empty_heading()), PAST)
    block()
    assert len(sent()) == 1
    run_due(now=NOW)
    assert sent(NOW + timedelta(days=1)) == []


def test_a_page_that_is_blocked_again_after_a_retry_is_told_again() -> None:
    scheduled_by(a_publisher("mia"), a_page(body=empty_heading()), PAST)
    block()
    assert len(sent()) == 1
    jobs.retry(job=PublishJob.objects.get(), now=PAST)
    block()
    assert len(sent()) == 1


def test_a_trial_run_that_fails_again_is_told_only_if_one_went_through_between() -> None:
    page = a_page()
    revision = scheduled_by(a_publisher("mia"), page, DUE)
    good = Revision.objects.get(pk=revision.pk).content
    bad = {**good, "title": ""}
    told = []
    occasions = [NOW, DUE - timedelta(hours=24), DUE - timedelta(minutes=15)]
    for content, now in zip([bad, bad, bad], occasions, strict=True):
        Revision.objects.filter(pk=revision.pk).update(content=content)
        assert rehearse(now) == 1
        told.append(len(sent(now)))
    assert told == [1, 0, 0]

    Rehearsal.objects.update(state="passed", rehearsed_at=DUE - timedelta(days=2))
    assert rehearse(DUE - timedelta(hours=1)) == 1
    assert len(sent(DUE - timedelta(hours=1))) == 1


def test_what_is_in_order_is_told_to_nobody() -> None:
    scheduled_by(a_publisher("mia"), a_page("Later"), DUE)
    rehearse()
    scheduled_by(a_publisher("zoe"), a_page("Now"), PAST)
    run_due(now=PAST)
    assert not Notice.objects.exists()


# Only what is so


def test_what_was_mended_before_the_mail_went_is_not_told() -> None:
    mia = a_publisher("mia")
    blocked = scheduled_by(mia, a_page("Blocked", body=empty_heading()), PAST)
    block()
    failing = scheduled_by(mia, a_page("Failing", body=empty_heading()), DUE)
    rehearse()
    assert Notice.objects.count() == 2
    Revision.objects.filter(pk__in=[blocked.pk, failing.pk]).update(approved_go_live_at=None)
    assert sent() == []
    assert not Notice.objects.exists()


def test_a_last_try_that_succeeds_is_not_told_though_it_was_counted_beforehand() -> None:
    revision = scheduled_by(a_publisher("mia"), a_page(body=empty_heading()), PAST)
    for minute in range(failures.TRIES_OF_ITS_OWN - 1):
        run_due(now=PAST + timedelta(minutes=minute), wary=True)
    scheduling.with_content(revision)
    run_due(now=BLOCKED_AT, wary=True)
    assert StandardPage.objects.get(pk=revision.object_id).live
    assert sent() == []


def test_a_try_that_ended_the_process_is_told_once_it_can_only_have_ended() -> None:
    scheduled_by(a_publisher("mia"), a_page(), PAST)
    (item,) = due_now(now=PAST)
    for _ in range(failures.TRIES_OF_ITS_OWN):
        jobs.begin(item=item, now=PAST)  # and then the process was killed
    assert sent(PAST + timedelta(minutes=1)) == []
    assert len(sent(PAST + jobs.LONGEST_TRY)) == 1
    assert "ended abruptly" in mail.outbox[0].body


def test_a_wary_try_that_fails_is_told_at_once_and_once() -> None:
    scheduled_by(a_publisher("mia"), a_page(body=empty_heading()), PAST)
    for minute in range(failures.TRIES_OF_ITS_OWN):
        run_due(now=PAST + timedelta(minutes=minute), wary=True)
    assert len(sent(BLOCKED_AT)) == 1
    assert sent(BLOCKED_AT + timedelta(hours=1)) == []


# In spite of everything


def test_while_no_server_takes_it_the_mail_is_kept(settings: Settings) -> None:
    scheduled_by(a_publisher("mia"), a_page(body=empty_heading()), PAST)
    block()
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    assert mails.send_due(now=NOW) == 0
    assert Notice.objects.get().next_try_at == NOW + mails.FIRST_RETRY
    settings.EMAIL_BACKEND = working
    assert sent(NOW) == []
    assert len(sent(NOW + mails.FIRST_RETRY)) == 1


def test_a_mail_whose_process_died_is_sent_later() -> None:
    scheduled_by(a_publisher("mia"), a_page(body=empty_heading()), PAST)
    block()
    Notice.objects.update(next_try_at=NOW + mails.TAKEN_UP_FOR, attempts=1)  # taken up, and then killed
    assert sent(NOW) == []
    assert len(sent(NOW + mails.TAKEN_UP_FOR)) == 1


def test_a_worker_is_asked_and_sends_it(django_capture_on_commit_callbacks: Any) -> None:
    scheduled_by(a_publisher("mia"), a_page(body=empty_heading()), PAST)
    with django_capture_on_commit_callbacks() as callbacks:
        block()
    assert tasks.mailer.wake in callbacks
    assert tasks.tell() == 1
