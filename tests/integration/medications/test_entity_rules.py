"""What always holds of entries, and what holds when they are published."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cms.core.problems import PublishRefused
from medications.models import Alias, Component, Entity, Identifier, Medicine, MedicineKind
from tests.factories import medications as make

pytestmark = pytest.mark.django_db


def test_a_name_is_unique_within_its_kind_whatever_its_case() -> None:
    make.MedicineFactory(name="Tacrolimus")
    with pytest.raises(ValidationError, match="already an entry of this kind"):
        Medicine(name="tacrolimus", slug="another").full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        make.MedicineFactory(name="TACROLIMUS", slug="another")


def test_a_draft_whose_new_name_was_taken_meanwhile_is_refused_and_stays_a_draft() -> None:
    medicine = make.MedicineFactory(name="Tacrolimus")
    medicine.name = "Protopic"
    renamed = medicine.save_revision()
    make.MedicineFactory(name="protopic")
    with pytest.raises(PublishRefused, match="already an entry of this kind"):
        renamed.publish()
    medicine.refresh_from_db()
    assert medicine.name == "Tacrolimus"


def test_two_kinds_may_share_a_name() -> None:
    make.MedicineFactory(name="Calcium")
    make.MedicineClassFactory(name="Calcium")
    assert Entity.objects.filter(name="Calcium").count() == 2


def test_an_entry_knows_its_kind_before_it_is_saved() -> None:
    assert Medicine(name="x").kind == "medicine"
    assert Entity.objects.get(pk=make.ConditionFactory().pk).kind == "condition"


def test_an_alias_is_not_the_name_of_another_entry_unless_it_says_so() -> None:
    make.ConditionFactory(name="Flu")
    medicine = make.MedicineFactory()
    with pytest.raises(ValidationError, match="name of another entry"):
        Alias(entity=medicine, text="flu").full_clean()
    Alias(entity=medicine, text="flu", ambiguous=True).full_clean()


def test_a_name_is_not_the_alias_of_another_entry_unless_that_says_so() -> None:
    alias = make.AliasFactory(text="Elidel")
    newcomer = Medicine(name="elidel", slug="elidel")
    with pytest.raises(ValidationError, match="is an alias of"):
        newcomer.full_clean()
    Alias.objects.filter(pk=alias.pk).update(ambiguous=True)
    newcomer.full_clean()


def test_a_code_is_checked_by_its_system() -> None:
    with pytest.raises(ValidationError, match="check digit"):
        Identifier(entity=make.ConditionFactory(), system="snomed", code="24079002").full_clean()


def test_a_class_cannot_be_part_of_itself_by_any_way() -> None:
    outer = make.MedicineClassFactory()
    middle = make.MedicineClassFactory(parent=outer)
    inner = make.MedicineClassFactory(parent=middle)
    outer.parent = inner
    with pytest.raises(ValidationError, match="part of itself"):
        outer.full_clean()


def test_a_brand_cannot_be_a_brand_of_itself_by_any_way() -> None:
    ingredient = make.MedicineFactory()
    brand = make.MedicineFactory(brand_of=ingredient)
    ingredient.brand_of = brand
    with pytest.raises(ValidationError, match="brand of itself"):
        ingredient.full_clean()


def test_a_combination_cannot_contain_itself_by_any_way() -> None:
    outer, inner = make.MedicineFactory(), make.MedicineFactory()
    Component.objects.create(combination=outer, ingredient=inner)
    with pytest.raises(ValidationError, match="contain itself"):
        Component(combination=inner, ingredient=outer).full_clean()


def test_a_draft_may_lack_what_a_published_entry_needs() -> None:
    medicine = make.MedicineFactory(short_definition="", live=False)
    revision = medicine.save_revision()
    with pytest.raises(PublishRefused, match="in one sentence"):
        revision.publish()
    medicine.refresh_from_db()
    assert not medicine.live


def test_a_boxed_warning_needs_its_source() -> None:
    medicine = make.MedicineFactory(boxed_warning="Cases of malignancy have been reported.")
    assert [problem.field for problem in medicine.publish_problems()] == ["boxed_warning_source"]
    medicine.boxed_warning_source = make.SourceFactory()
    assert not list(medicine.publish_problems())


def test_a_brand_says_what_it_contains_and_a_combination_has_two_ingredients() -> None:
    brand = make.MedicineFactory(medicine_kind=MedicineKind.BRAND)
    assert [problem.field for problem in brand.publish_problems()] == ["brand_of"]
    combination = make.MedicineFactory(medicine_kind=MedicineKind.COMBINATION)
    assert "at least two" in next(combination.publish_problems()).message
    combination.components = [Component(ingredient=make.MedicineFactory()) for _ in range(2)]
    assert not list(combination.publish_problems())


def test_publishing_keeps_the_inline_rows_of_the_revision() -> None:
    medicine = make.MedicineFactory(live=False)
    medicine.aliases = [Alias(text="Elidel", kind="brand")]
    medicine.save_revision().publish()
    live = Medicine.objects.get(pk=medicine.pk)
    assert live.live
    assert [alias.text for alias in live.aliases.all()] == ["Elidel"]
