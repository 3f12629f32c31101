"""Publishing through the API that the admin's own scripts use: as everywhere else, all or nothing, schedules kept."""

from __future__ import annotations

from typing import Any

from wagtail.admin.api.actions.publish import PublishPageAPIAction
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.models import Revision


class PublishLatest:
    """What Wagtail's action is asked for, done by the page's own ``publish``, which that action goes past."""

    def __init__(self, revision: Revision, user: Any) -> None:
        self._revision = revision
        self._user = user

    def execute(self) -> None:
        self._revision.publish(user=self._user)


class PublishAction(PublishPageAPIAction):
    def _action_from_data(self, instance: Any, data: Any) -> PublishLatest:
        user = self.request.user
        return PublishLatest(instance.get_latest_revision() or instance.save_revision(user=user), user)


class PagesViewSet(PagesAdminAPIViewSet):
    actions = {**PagesAdminAPIViewSet.actions, "publish": PublishAction}
