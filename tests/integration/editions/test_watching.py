"""The triggers that tell when something may have been hidden."""

from __future__ import annotations

import dataclasses

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import QuerySet
from wagtail.models import Page, Site

from cms.core import references
from cms.core.locking import check_references_now
from cms.editions import watching
from cms.editions.models import VisibilityEpoch
from medications.models import Category, Entity
from tests.factories import medications as make

pytestmark = pytest.mark.django_db


def test_every_database_has_them() -> None:
    assert watching.watches()
    assert watching.missing() == []


def test_installing_them_again_changes_nothing() -> None:
    before = VisibilityEpoch.objects.get().value
    watching.install()
    assert watching.missing() == []
    assert VisibilityEpoch.objects.get().value == before


def test_one_of_a_former_release_is_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    former = dataclasses.replace(watching.watches()[0], columns=("live",))
    monkeypatch.setattr(watching, "watches", lambda: [former])
    watching.install()
    assert former.name in watching._existing()
    monkeypatch.undo()
    watching.install()
    assert former.name not in watching._existing()
    assert watching.missing() == []


def test_a_kind_whose_visibility_lies_elsewhere_is_refused_and_not_left_unwatched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def elsewhere(_: object) -> QuerySet[Entity]:
        return Entity.objects.filter(topic_rows__page__live=True)

    kind = dataclasses.replace(references.get("entity"), public=elsewhere)
    monkeypatch.setattr(references, "all_kinds", lambda: (kind,))
    with pytest.raises(ImproperlyConfigured, match="entity"):
        watching.watches()


def test_what_hides_nothing_draws_no_epoch() -> None:
    before = _turned()
    page = make.publish(make.DrugPageFactory())
    Page.objects.filter(pk=page.pk).update(title="Another")
    make.CategoryFactory()
    assert _turned() == before


def test_an_epoch_is_drawn_for_what_is_withdrawn_moved_restricted_or_deleted() -> None:
    page = make.publish(make.DrugPageFactory())
    category = make.CategoryFactory()
    values = [_turned()]
    Page.objects.filter(pk=page.pk).update(live=False)
    values.append(_turned())
    Page.objects.filter(pk=page.pk).update(url_path="/elsewhere/")
    values.append(_turned())
    Site.objects.create(hostname="other.example.com", root_page=page)
    values.append(_turned())
    Category.objects.filter(pk=category.pk).delete()
    values.append(_turned())
    assert len(set(values)) == (len(values) if connection.vendor == "sqlite" else 2)


@pytest.mark.postgresql
def test_checking_references_early_leaves_the_epoch_to_the_commit() -> None:
    """Its row is locked by whoever draws it, and what is held until its time is held for minutes."""
    page = make.publish(make.DrugPageFactory())
    before = VisibilityEpoch.objects.get().value
    with transaction.atomic():
        Page.objects.filter(pk=page.pk).update(live=False)
        check_references_now()
        assert VisibilityEpoch.objects.get().value == before
        connection.check_constraints()
        assert VisibilityEpoch.objects.get().value != before


def _turned() -> int:
    """The epoch, as it would be after a commit."""
    if connection.vendor == "postgresql":
        connection.check_constraints()
    return VisibilityEpoch.objects.get().value
