"""Where people are told about releases: dashboard, report, mails."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.urls import reverse

from cms.publishing import mails
from cms.publishing.agenda import Span, State, agenda_for, would_fail_for
from cms.publishing.selectors import troubles_for
from cms.releases import rehearsal, services
from cms.releases.models import Release
from cms.releases.outlook import outlook_of
from cms.releases.pinning import content_hash
from tests.releases import DUE, NOW, a_release, a_release_manager, let_out, schedule_release
from tests.scheduling import a_draft, a_writer, empty_heading

pytestmark = pytest.mark.django_db


@pytest.fixture
def rhea() -> Any:
    return a_release_manager()


@pytest.fixture
def release(rhea: Any) -> Release:
    found = a_release(a_draft("New advice"), a_draft("Half done"), user=rhea)
    schedule_release(found, user=rhea)
    return found


def spoil(release: Release) -> None:
    """Let one item be unfit from now on, as if a rule had come after it was scheduled."""
    item = release.items.get(title="Half done")
    page = item.instance()
    page.body = empty_heading()
    item.revision = page.save_revision(clean=False)
    item.content_hash = content_hash(item.revision)
    item.save()


def agenda(user: Any, now: datetime = NOW) -> list[tuple[str, str, str]]:
    found = agenda_for(user=User.objects.get(pk=user.pk), now=now, span=Span())
    return [(entry.title, entry.what, entry.state.value) for entry in found]


def text_of(sent: Any) -> str:
    return " ".join(str(sent.body).split())


def test_a_release_is_one_line_of_what_is_to_come(release: Release, rhea: Any) -> None:
    assert agenda(rhea) == [("Spring update", "goes out", "scheduled")]


def test_who_may_see_no_releases_is_told_of_none(release: Release) -> None:
    assert agenda(a_writer()) == []


def test_what_the_trial_run_found_stands_on_the_dashboard_with_the_item_named(
    release: Release, rhea: Any
) -> None:
    spoil(release)
    rehearsal.rehearse(release=release, now=NOW)

    (entry,) = would_fail_for(user=rhea, now=NOW)
    assert entry.state is State.WOULD_FAIL
    assert "“Half done”" in entry.reason
    assert "New advice" not in entry.reason


@pytest.mark.parametrize(
    ("seconds", "outcome"), [(15, "The trial run went through"), (5, "There was no trial run")]
)
def test_a_release_scheduled_at_short_notice_has_its_trial_if_there_is_time(
    rhea: Any, seconds: int, outcome: str
) -> None:
    release = a_release(a_draft("New advice"), user=rhea)
    schedule_release(release, user=rhea, due=NOW + timedelta(seconds=seconds))

    assert rehearsal.rehearse_due(now=NOW) == 0
    rehearsal.rehearse_at_short_notice(clock=lambda: NOW)

    release.refresh_from_db()
    assert outlook_of(release, has_problems=False, now=NOW).trial.startswith(outcome)
    assert rehearsal.rehearse_at_short_notice(clock=lambda: NOW) == 0


def test_what_would_stop_it_within_minutes_is_found_too(release: Release, rhea: Any) -> None:
    spoil(release)
    rehearsal.rehearse_at_short_notice(clock=lambda: DUE - timedelta(minutes=2))

    (entry,) = would_fail_for(user=rhea, now=DUE - timedelta(minutes=2))
    assert "“Half done”" in entry.reason


def test_a_trial_run_that_is_not_through_in_time_gives_way_to_the_real_one(release: Release) -> None:
    assert not rehearsal.rehearse(release=release, now=DUE - timedelta(seconds=3))

    release.refresh_from_db()
    assert release.rehearsed_at is None
    assert let_out() == "1 done"


def test_its_owner_gets_one_mail_when_it_would_fail_saying_which_item_and_what_to_do(
    release: Release, rhea: Any
) -> None:
    spoil(release)
    rehearsal.rehearse(release=release, now=NOW)
    mails.send_due(now=NOW + timedelta(hours=1))

    (sent,) = mail.outbox
    assert sent.to == [rhea.email]
    assert sent.subject.endswith("“Spring update” would not go out in time")
    assert "“Half done”" in sent.body
    assert "take its new version into the release" in text_of(sent)
    assert reverse("releases:show", args=[release.pk]) in sent.body


def test_no_mail_goes_about_a_release_that_was_cancelled_meanwhile(release: Release, rhea: Any) -> None:
    spoil(release)
    rehearsal.rehearse(release=release, now=NOW)
    services.cancel(release=release, user=rhea)

    mails.send_due(now=NOW + timedelta(hours=1))
    assert mail.outbox == []


def test_a_blocked_release_is_trouble_that_can_be_retried_and_is_mailed_with_the_item_named(
    release: Release, rhea: Any
) -> None:
    spoil(release)
    now = DUE
    for _ in range(10):
        let_out(now)
        now += timedelta(hours=1)

    (trouble,) = troubles_for(user=rhea, now=now)
    assert trouble.blocked
    assert trouble.may_retry
    assert trouble.intent.startswith("It was to go out on")
    assert "“Half done”" in trouble.reason
    assert "Nothing of it is public" in trouble.outlook
    mails.send_due(now=now)
    (sent,) = mail.outbox
    assert sent.subject.endswith("“Spring update” could not go out")
    assert "“Half done”" in sent.body


def test_the_report_lists_filters_and_exports_releases(release: Release, rhea: Any, client: Client) -> None:
    Release.objects.update(go_live_at=datetime(2099, 3, 1, 8, tzinfo=UTC))
    client.force_login(rhea)
    report = reverse("publishing:report")

    assert "Spring update" in client.get(report, {"kind": "release"}).content.decode()
    assert "Spring update" not in client.get(report, {"kind": "expire"}).content.decode()
    exported = b"".join(client.get(report, {"export": "csv"}))
    assert b"Spring update,Release,goes out,2099-03-01 08:00:00" in exported
