"""A fix of what is live, while another version is to come: what the editor is asked, and what each answer does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from wagtail.log_actions import registry
from wagtail.models import Revision
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from cms.core.blocks.rules import plain_text
from cms.publishing import rehearsal, urgent_fix
from cms.publishing.models import Rehearsal
from cms.publishing.pending import pending_of
from cms.publishing.runner import run_due
from home.models import StandardPage
from tests.factories import medications as make
from tests.releases import a_release, a_release_manager, schedule_release
from tests.scheduling import a_live_page, a_publisher, a_writer, schedule

pytestmark = pytest.mark.django_db

DUE = datetime(2099, 5, 1, 8, 0, 7, tzinfo=UTC)
NOW = DUE - timedelta(days=1)
BODY = [("paragraph", "<p>Apply twice a day.</p>"), ("paragraph", "<p>Keep it cool.</p>")]


@pytest.fixture
def page() -> StandardPage:
    """Live; its next version, of which title and first paragraph differ, is scheduled."""
    live = a_live_page("Cream", summary="A cream.", body=BODY)
    coming = StandardPage.objects.get(pk=live.pk)
    coming.title = "Cream, new strength"
    say(coming, 0, "Apply once a day.")
    schedule(coming, DUE)
    return StandardPage.objects.get(pk=live.pk)


def say(page: StandardPage, number: int, words: str) -> None:
    raw = page.body.raw_data
    raw[number] = {**raw[number], "value": f"<p>{words}</p>"}
    page.body = StandardPage.body.field.to_python(list(raw))


def words_of(page: StandardPage) -> list[str]:
    return [plain_text(block.value) for block in page.body]


def form_of(page: StandardPage, **fields: Any) -> dict[str, Any]:
    """What the page's form sends with ``fields`` changed."""
    blocks = fields.pop("body", words_of(page))
    stream = streamfield([("paragraph", rich_text(f"<p>{words}</p>")) for words in blocks])
    for number, block in enumerate(page.body[: len(blocks)]):
        stream[f"{number}-id"] = block.id
    filled = {"title": page.title, "slug": page.slug, "summary": page.summary, "policy_kind": "", **fields}
    return nested_form_data(
        {**filled, "body": stream, "comments": inline_formset([]), "action-publish": "action-publish"}
    )


def begin(client: Client, page: StandardPage, **fields: Any) -> str:
    """Press Publish in the form that shows what is live; returns where the question is asked."""
    url = reverse("publishing:fix", args=[page.pk])
    response = client.post(f"{url}?live={page.live_revision_id}", form_of(page, **fields))
    assert response.status_code == 302, unescape(response.content.decode())
    return str(response["Location"])


def text(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def answer(client: Client, url: str, wish: str, **choices: str) -> Any:
    """Send the question's form as it stands, with this answer to each version that is asked about."""
    asked = client.get(url).context["questions"]
    sent: dict[str, str] = {}
    for question in asked:
        pending = question.outlook.pending
        sent |= {f"wish:{pending.key}": wish, f"seen:{pending.key}": pending.seen}
        sent |= {conflict.name: choices.get("all", "") for conflict in question.conflicts}
    return client.post(url, sent)


def fresh(page: StandardPage) -> StandardPage:
    return StandardPage.objects.get(pk=page.pk)


def logged(page: StandardPage, action: str) -> list[Any]:
    return list(registry.get_logs_for_instance(page).filter(action=action))


def at_its_time(page: StandardPage) -> StandardPage:
    """The page once what is scheduled has gone live, exactly once."""
    assert run_due(now=DUE).outcomes == {"done": 1}
    assert not run_due(now=DUE).outcomes
    return fresh(page)


def test_the_form_says_what_it_shows_and_leads_to_the_live_version(
    admin_client: Client, page: StandardPage
) -> None:
    said = text(admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])))
    assert "You are looking at the version scheduled for 1 May 2099, 08:00:07 (UTC)." in said
    assert "Readers see another one, published on" in said
    url = reverse("publishing:fix", args=[page.pk])
    assert said.count(f'href="{url}"') == 2  # above the form, and in the side panel

    opened = admin_client.get(url)

    assert 'value="Cream"' in text(opened)
    assert "You are changing what readers see now" in text(opened)
    assert opened.context["autosave_enabled"] is False
    assert fresh(page).scheduled_revision is not None


def test_nothing_is_published_before_the_question_is_answered(
    admin_client: Client, page: StandardPage
) -> None:
    before = page.scheduled_revision
    url = begin(admin_client, page, summary="A greasy cream.")
    after = fresh(page)
    assert after.summary == "A cream."
    assert after.latest_revision == before
    assert after.scheduled_revision == before

    said = text(admin_client.get(url))

    assert "Nothing has been published yet" in said
    assert "The version scheduled for 1 May 2099, 08:00:07 (UTC)" in said
    assert "<li>Summary</li>" in said  # what would be lost again
    refused = admin_client.post(url, {})
    assert refused.status_code == 400
    assert "Choose one of these." in text(refused)
    assert fresh(page).summary == "A cream."


def test_kept_the_scheduled_version_replaces_the_fix_at_its_time(
    admin_client: Client, page: StandardPage
) -> None:
    coming = page.scheduled_revision
    url = begin(admin_client, page, summary="A greasy cream.")

    assert answer(admin_client, url, "keep").status_code == 302

    now = fresh(page)
    assert (now.title, now.summary) == ("Cream", "A greasy cream.")
    assert (now.scheduled_revision, now.latest_revision) == (coming, coming)
    assert now.has_unpublished_changes
    (entry,) = logged(page, urgent_fix.KEPT)
    assert (entry.revision_id, entry.data["fix"]) == (coming.pk, now.live_revision_id)
    assert entry.user is not None
    assert "kept as it is: the version scheduled for 1 May 2099" in entry.message

    then = at_its_time(page)

    assert (then.title, then.summary) == ("Cream, new strength", "A cream.")
    assert not then.has_unpublished_changes


def test_merged_both_are_there_at_its_time(admin_client: Client, page: StandardPage) -> None:
    old = page.scheduled_revision
    url = begin(admin_client, page, body=["Apply twice a day.", "Keep it in the fridge.", "Shake it."])
    said = text(admin_client.get(url))
    assert "Keep it <del>cool.</del><ins>in the fridge.</ins>" in said
    assert "Body → Text (block 3)" in said

    assert answer(admin_client, url, "merge").status_code == 302

    now = fresh(page)
    assert words_of(now) == ["Apply twice a day.", "Keep it in the fridge.", "Shake it."]
    merged = now.scheduled_revision
    assert merged not in {old, now.live_revision}
    assert merged.approved_go_live_at == DUE
    assert now.latest_revision == merged
    assert Revision.objects.get(pk=old.pk).approved_go_live_at is None
    (entry,) = logged(page, urgent_fix.MERGED)
    assert (entry.revision_id, entry.data["version"]) == (merged.pk, old.pk)

    rehearsal.rehearse_due(clock=lambda: DUE - timedelta(days=30))
    assert Rehearsal.objects.get(revision_id=merged.pk).state == "passed"

    then = at_its_time(page)

    assert then.title == "Cream, new strength"
    assert words_of(then) == ["Apply once a day.", "Keep it in the fridge.", "Shake it."]


@pytest.mark.parametrize(("side", "wanted"), [("ours", "Apply once a day."), ("theirs", "Apply thinly.")])
def test_a_conflict_is_shown_with_both_values_and_has_to_be_decided(
    admin_client: Client, page: StandardPage, side: str, wanted: str
) -> None:
    url = begin(admin_client, page, body=["Apply thinly.", "Keep it cool."])
    said = text(admin_client.get(url))
    assert "The version to come says" in said
    assert "Apply once a day." in said
    assert "Apply thinly." in said

    undecided = answer(admin_client, url, "merge")

    assert undecided.status_code == 400
    assert "Choose one of both." in text(undecided)
    assert words_of(fresh(page)) == ["Apply twice a day.", "Keep it cool."]

    assert answer(admin_client, url, "merge", all=side).status_code == 302

    (entry,) = logged(page, urgent_fix.MERGED)
    assert entry.data["decided"] == [
        {"where": "Body → Text (block 1)", "chosen": "version" if side == "ours" else "fix"}
    ]
    assert words_of(at_its_time(page))[0] == wanted


def test_cancelled_it_never_goes_live_and_the_form_opens_the_fix(
    admin_client: Client, page: StandardPage
) -> None:
    coming = page.scheduled_revision
    answer(admin_client, begin(admin_client, page, summary="A greasy cream."), "cancel")
    now = fresh(page)
    assert now.summary == "A greasy cream."
    assert now.latest_revision == now.live_revision
    assert not now.has_unpublished_changes
    assert len(logged(page, urgent_fix.CANCELLED)) == 1
    assert not run_due(now=DUE).outcomes
    assert Revision.objects.filter(pk=coming.pk).exists()


def test_what_has_changed_meanwhile_is_asked_about_again(admin_client: Client, page: StandardPage) -> None:
    url = begin(admin_client, page, summary="A greasy cream.")
    pending = admin_client.get(url).context["questions"][0].outlook.pending
    sent = {f"wish:{pending.key}": "cancel", f"seen:{pending.key}": pending.seen}
    Revision.objects.filter(pk=page.scheduled_revision.pk).update(approved_go_live_at=DUE + timedelta(days=1))

    response = admin_client.post(url, sent, follow=True)

    assert "has changed since you looked" in text(response)
    assert fresh(page).summary == "A cream."
    assert fresh(page).scheduled_revision is not None


def test_a_fix_of_what_is_not_live_any_more_is_refused(admin_client: Client, page: StandardPage) -> None:
    url = begin(admin_client, page, summary="A greasy cream.")
    run_due(now=DUE)
    assert "Readers see another version since this was saved" in text(admin_client.get(url))
    assert "Readers see another version" in text(admin_client.post(url, {}, follow=True))
    assert fresh(page).title == "Cream, new strength"

    stale = f"{reverse('publishing:fix', args=[page.pk])}?live={page.live_revision_id}"
    typed = admin_client.post(stale, form_of(page, summary="Typed for nothing?"))
    assert "Readers see another version since you opened this form" in text(typed)
    assert "Typed for nothing?" in text(typed)


def test_a_merge_that_could_not_go_live_is_refused_with_the_reason(
    admin_client: Client, page: StandardPage
) -> None:
    coming = page.scheduled_revision
    content = {**coming.content, "policy_kind": "nonsense"}
    Revision.objects.filter(pk=coming.pk).update(content=content)
    url = begin(admin_client, page, summary="A greasy cream.")
    response = answer(admin_client, url, "merge")
    assert response.status_code == 400
    assert "The merged version could not go live" in text(response)
    assert fresh(page).summary == "A cream."


def test_only_who_may_publish_mends_what_is_live(client: Client, page: StandardPage) -> None:
    url = reverse("publishing:fix", args=[page.pk])
    client.force_login(a_writer())
    assert client.get(url).status_code == 302  # Wagtail's answer to who may not
    assert url not in text(client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])))
    client.force_login(a_publisher())
    assert client.get(url).status_code == 200


def test_rows_are_merged_too(admin_user: User) -> None:
    """By number; the same topic chosen on both sides is there once."""
    eczema, psoriasis = make.ConditionFactory(name="Eczema"), make.ConditionFactory(name="Psoriasis")
    acne = make.ConditionFactory(name="Acne")
    live = make.ArticlePageFactory(title="Cream or ointment")
    live.page_topics.add(live.page_topics.model(entity=eczema))
    live.save_revision().publish()
    coming = type(live).objects.get(pk=live.pk)
    coming.page_topics.add(live.page_topics.model(entity=psoriasis))
    schedule(coming, DUE)
    fix = type(live).objects.get(pk=live.pk)
    for entity in (psoriasis, acne):
        fix.page_topics.add(live.page_topics.model(entity=entity))
    row = type(live).objects.get(pk=live.pk)
    saved = urgent_fix.save_fix(page=row, draft=fix, user=admin_user)

    (outlook,) = urgent_fix.outlooks(page=row, fix=saved, user=admin_user)
    assert [(" → ".join(one.place.trail), one.after) for one in outlook.brings] == [
        ("Topics → row 3", "Topic: Acne\nWeight: Primary: the page is about it")
    ]
    wish = urgent_fix.Answer(wish=urgent_fix.Wish.MERGE, seen=outlook.pending.seen)
    answers = {outlook.pending.key: wish}
    urgent_fix.publish(page_id=live.pk, fix=saved, answers=answers, user=admin_user, now=NOW)

    run_due(now=DUE)

    then = type(live).objects.get(pk=live.pk)
    assert [str(row.entity) for row in then.page_topics.all()] == ["Eczema", "Psoriasis", "Acne"]


class TestReleases:
    """Pinned versions are asked about in the ordinary form, which they do not lock."""

    @pytest.fixture
    def manager(self) -> User:
        return a_release_manager()

    @pytest.fixture
    def pinned(self, manager: User) -> StandardPage:
        page = a_live_page("Cream", summary="A cream.", body=BODY)
        page.title = "Cream, new strength"
        page.save_revision()
        release = a_release(page, user=manager, title="Spring")
        schedule_release(release, user=manager, due=DUE)
        return StandardPage.objects.get(pk=page.pk)

    def ask(self, client: Client, page: StandardPage) -> str:
        """Publish another summary, beside the pinned title, in the ordinary form."""
        draft = page.get_latest_revision_as_object()
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        response = client.post(url, form_of(draft, title="Cream", summary="A greasy cream."))
        assert fresh(page).summary == "A cream."
        assert response.status_code == 302
        return str(response["Location"])

    def test_kept_it_stays_pinned(self, client: Client, pinned: StandardPage, manager: User) -> None:
        client.force_login(manager)
        url = self.ask(client, pinned)
        assert "in the release “Spring”, which goes out on 1 May 2099, 08:00:07 (UTC)" in text(
            client.get(url)
        )
        answer(client, url, "keep")
        now = fresh(pinned)
        assert now.summary == "A greasy cream."
        assert now.latest_revision == now.live_revision
        assert "There is also a version in the release “Spring”" in text(
            client.get(reverse("wagtailadmin_pages:edit", args=[now.pk]))
        )
        assert run_due(now=DUE).outcomes == {"done": 1}
        assert (fresh(pinned).title, fresh(pinned).summary) == ("Cream, new strength", "A cream.")

    def test_merged_the_release_brings_both(
        self, client: Client, pinned: StandardPage, manager: User
    ) -> None:
        client.force_login(manager)
        answer(client, self.ask(client, pinned), "merge")
        now = fresh(pinned)
        # What waits for the release is not what the form opens: it would go out before its time.
        assert now.latest_revision == now.live_revision
        assert run_due(now=DUE).outcomes == {"done": 1}
        assert (fresh(pinned).title, fresh(pinned).summary) == ("Cream, new strength", "A greasy cream.")

    def test_cancelled_it_is_taken_out_unless_it_is_all_there_is(
        self, client: Client, pinned: StandardPage, manager: User
    ) -> None:
        client.force_login(manager)
        url = self.ask(client, pinned)
        refused = answer(client, url, "cancel")
        assert refused.status_code == 400
        assert "It is the last item of a scheduled release" in text(refused)
        assert fresh(pinned).summary == "A cream."

    def test_who_may_not_change_the_release_can_only_keep(self, client: Client, pinned: StandardPage) -> None:
        client.force_login(a_publisher())
        url = self.ask(client, pinned)
        (question,) = client.get(url).context["questions"]
        assert question.outlook.pending.only_keep
        assert question.wish == "keep"
        assert answer(client, url, "merge").status_code == 400
        assert fresh(pinned).summary == "A cream."


def test_without_a_version_to_come_publishing_asks_nothing(admin_client: Client) -> None:
    page = a_live_page("Cream", body=BODY)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    response = admin_client.post(url, form_of(page, title="Lotion"))
    assert "/fix/" not in response["Location"]
    assert fresh(page).title == "Lotion"
    assert pending_of(fresh(page), user=None) == []
