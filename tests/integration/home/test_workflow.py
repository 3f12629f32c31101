"""A page goes from its author by a clinical reviewer and a moderator to its readers."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from home.services import ensure_site
from tests.factories import medications as make

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
    Group.objects.get(name="Clinical reviewers").delete()
    assert ensure_site().get_workflow().name == "Moderators approval"
