"""Pages and entries go from their author by a clinical reviewer and a moderator to their readers."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from wagtail.models import Revision, Workflow, WorkflowContentType, WorkflowState
from wagtail.test.utils.form_data import inline_formset

from home.services import ensure_site
from medications import models
from tests.factories import medications as make
from tests.factories.core import unmake_site
from tests.forms import medicine_form

pytestmark = pytest.mark.django_db


def member_of(group: str) -> Any:
    user = get_user_model().objects.create_user(
        username=group, email=f"{len(group)}@example.org", password="x"
    )
    user.groups.add(Group.objects.get(name=group))
    return user


def test_a_page_is_live_after_the_reviewer_and_the_moderator_have_approved_it() -> None:
    page = make.ArticlePageFactory(live=False)
    page.save_revision()
    editor, reviewer, moderator = (
        member_of(name) for name in ("Editors", "Clinical reviewers", "Moderators")
    )
    state = page.get_workflow().start(page, editor)

    task = state.current_task_state.task.specific
    assert [action for action, *_ in task.get_actions(page, reviewer)] == ["reject", "approve", "approve"]
    assert task.get_actions(page, editor) == []
    task.on_action(state.current_task_state, reviewer, "approve")
    page.refresh_from_db()
    assert not page.live

    state.refresh_from_db()
    task = state.current_task_state.task.specific
    assert task.get_actions(page, reviewer) == []
    task.on_action(state.current_task_state, moderator, "approve")
    page.refresh_from_db()
    assert page.live


def test_a_site_without_reviewers_keeps_wagtails_own_workflow() -> None:
    unmake_site()
    Group.objects.get(name="Clinical reviewers").delete()
    assert ensure_site().get_workflow().name == "Moderators approval"
    assert models.Medicine.get_default_workflow().name == "Moderators approval"


@pytest.mark.parametrize("model", [models.Medicine, models.MedicineClass, models.Condition])
def test_entries_have_the_workflow_of_the_pages(model: Any) -> None:
    unmake_site()
    home = ensure_site()
    assert model.get_default_workflow() == home.get_workflow()


def test_entries_keep_the_workflow_that_an_administrator_has_given_them() -> None:
    unmake_site()
    own = Workflow.objects.create(name="By committee")
    content_type = ContentType.objects.get_for_model(models.Condition)
    WorkflowContentType.objects.create(content_type=content_type, workflow=own)
    ensure_site()
    assert models.Condition.get_default_workflow() == own


def test_an_entry_is_submitted_opened_by_the_reviewer_and_live_after_the_moderators_approval() -> None:
    ensure_site()
    editor, reviewer, moderator = (
        client_of(name) for name in ("Editors", "Clinical reviewers", "Moderators")
    )
    brand = {"text": "Elidel", "kind": "brand", "display": "on", "ORDER": "1"}
    new = medicine_form(aliases=inline_formset([brand]))
    editor.post(url("medicine", "add"), {**new, "action-submit": "1"})
    medicine = models.Medicine.objects.get(name="Pimecrolimus")
    assert medicine.workflow_in_progress

    same = medicine_form(aliases=inline_formset([{**brand, "id": str(medicine.aliases.get().pk)}], initial=1))
    edit = url("medicine", "edit", medicine.pk)
    assert f'href="{edit}"' in reviewer.get(reverse("wagtailadmin_home")).content.decode()
    assert "Approve" in reviewer.get(edit).content.decode()
    reviewer.post(edit, {**same, **APPROVE})
    assert not is_live(medicine)
    assert "Approve with comment" not in editor.get(edit).content.decode()

    moderator.post(edit, {**same, **APPROVE})
    assert is_live(medicine)


def an_approved_entry() -> tuple[Client, Client, models.Medicine]:
    """An editor, a moderator, and what the editor submitted and a clinical reviewer has approved."""
    ensure_site()
    editor, reviewer, moderator = (
        client_of(name) for name in ("Editors", "Clinical reviewers", "Moderators")
    )
    editor.post(url("medicine", "add"), {**medicine_form(), "action-submit": "1"})
    medicine = models.Medicine.objects.get(name="Pimecrolimus")
    reviewer.post(url("medicine", "edit", medicine.pk), {**medicine_form(), **APPROVE})
    return editor, moderator, medicine


def test_an_edit_after_the_reviewers_approval_is_read_again() -> None:
    editor, moderator, medicine = an_approved_entry()
    edit = url("medicine", "edit", medicine.pk)
    editor.post(edit, medicine_form(short_definition="A cream for everything."))
    moderator.post(edit, {**medicine_form(short_definition="A cream for everything."), **APPROVE})
    assert not is_live(medicine)
    assert medicine.current_workflow_task.name == "Clinical review"


def test_an_entry_that_is_not_complete_is_not_submitted() -> None:
    ensure_site()
    refused = client_of("Editors").post(
        url("medicine", "add"), {**medicine_form(short_definition=""), "action-submit": "1"}
    )
    assert "Say in one sentence what it is." in refused.content.decode()
    assert not models.Medicine.objects.exists()


@pytest.mark.parametrize("model", [models.Medicine, models.Entity])
def test_an_entry_takes_its_versions_and_its_workflow_with_it_when_it_is_deleted(model: Any) -> None:
    ensure_site()
    medicine = make.MedicineFactory(live=False)
    medicine.save_revision()
    medicine.get_workflow().start(medicine, member_of("Editors"))
    model.objects.get(pk=medicine.pk).delete()
    assert not WorkflowState.objects.exists()
    assert not Revision.objects.for_instance(medicine).exists()


APPROVE = {"action-workflow-action": "1", "workflow-action-name": "approve"}


def client_of(group: str) -> Client:
    client = Client()
    client.force_login(member_of(group))
    return client


def url(kind: str, view: str, *args: Any) -> str:
    return reverse(f"wagtailsnippets_medications_{kind}:{view}", args=args)


def is_live(entity: models.Entity) -> bool:
    return models.Entity.objects.filter(pk=entity.pk, live=True).exists()


def test_the_time_that_a_moderator_sets_for_an_entry_keeps_the_approval_before() -> None:
    _, moderator, medicine = an_approved_entry()
    edit = url("medicine", "edit", medicine.pk)
    timed = medicine_form(go_live_at="2099-03-01 08:00:00")
    moderator.post(edit, timed)
    moderator.post(edit, {**timed, **APPROVE})
    assert not medicine.workflow_in_progress
    scheduled = models.Medicine.objects.get(pk=medicine.pk).scheduled_revision
    assert scheduled.approved_go_live_at.year == 2099


def test_what_a_reviewer_wants_changed_stands_above_the_form_of_an_entry() -> None:
    ensure_site()
    editor = client_of("Editors")
    editor.post(url("medicine", "add"), {**medicine_form(), "action-submit": "1"})
    medicine = models.Medicine.objects.get(name="Pimecrolimus")
    medicine.current_workflow_task_state.reject(user=None, comment="Name its brands.")
    assert "“Name its brands.”" in editor.get(url("medicine", "edit", medicine.pk)).content.decode()
