"""Creating the facts that pages refer to."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import Model
from wagtail.images import get_image_model
from wagtail.models import DraftStateMixin, RevisionMixin

from medications.demo.facts import FACTS
from medications.demo.known import Known
from medications.demo.pictures import PICTURES
from medications.demo.texts import ObjectText

# What is not among these is an entity.
_KINDS = {
    "medications.Source": "source",
    "medications.Contributor": "contributor",
    "medications.Category": "category",
    "medications.Disclaimer": "disclaimer",
}
_NAMES = {"medications.Source": "title", "medications.Disclaimer": "key"}


def create_facts(known: Known, *, editor: Any) -> int:
    """Create and publish all facts; returns how many there are. One of the same name is taken as it is."""
    for fact in FACTS:
        found = _find(fact) or _create(fact, known, editor)
        known.remember(_KINDS.get(fact.model, "entity"), fact.key, found.pk)
    return len(FACTS)


def create_pictures(known: Known) -> None:
    for picture in PICTURES:
        image = get_image_model()(title=picture.title, description=picture.description, file=picture.file())
        image.save()
        known.remember("image", picture.key, image.pk)


def _find(fact: ObjectText) -> Model | None:
    name = _NAMES.get(fact.model, "name")
    return (
        apps.get_model(fact.model)._default_manager.filter(**{f"{name}__iexact": fact.fields[name]}).first()
    )


def _create(fact: ObjectText, known: Known, editor: Any) -> Model:
    model = apps.get_model(fact.model)
    instance: Any = model(live=False) if issubclass(model, DraftStateMixin) else model()
    known.fill(instance, fact.fields)
    known.add_rows(instance, fact.rows)
    instance.full_clean()
    instance.save()
    if isinstance(instance, RevisionMixin):
        revision = instance.save_revision(user=editor, log_action=True)
        if isinstance(instance, DraftStateMixin):
            revision.publish(user=editor)
    return instance
