"""Codes are checked by the rules of their system."""

from __future__ import annotations

import pytest

from medications.identifiers import CodeSystem, format_problem, verhoeff_is_valid


@pytest.mark.parametrize(
    ("system", "code"),
    [
        ("rxcui", "321952"),
        ("atc", "D11AH02"),
        ("atc", "D11"),
        ("unii", "7KYV510875"),
        ("ndc", "0187-5100-01"),
        ("ndc", "0187-5100"),
        ("ndc", "68682-110"),
        ("ndc", "12345-6789-01"),
        ("mesh", "D011565"),
        ("mesh", "C085149"),
        ("icd10", "L20.9"),
        ("icd10", "C7A.021"),
        ("snomed", "24079001"),
        ("snomed", "9014002"),
    ],
)
def test_a_well_formed_code_is_accepted(system: str, code: str) -> None:
    assert format_problem(system, code) is None


@pytest.mark.parametrize(
    ("system", "code"),
    [
        ("rxcui", "0321"),
        ("rxcui", "32195x"),
        ("atc", "11DAH"),
        ("atc", "D11A0"),
        ("unii", "7kyv510875"),
        ("ndc", "01875100"),
        ("ndc", "018-5100"),
        ("mesh", "D01156"),
        ("icd10", "20.9"),
        ("snomed", "123"),
    ],
)
def test_a_misshapen_code_is_refused_with_an_example(system: str, code: str) -> None:
    problem = format_problem(system, code)
    assert problem is not None
    assert "such as" in problem


def test_a_mistyped_snomed_code_is_told_by_its_check_digit() -> None:
    problem = format_problem(CodeSystem.SNOMED, "24079002")
    assert problem is not None
    assert "check digit" in problem


@pytest.mark.parametrize("place", range(8))
def test_every_single_mistyped_digit_is_found(place: int) -> None:
    digits = "24079001"
    wrong = str((int(digits[place]) + 3) % 10)
    assert not verhoeff_is_valid(digits[:place] + wrong + digits[place + 1 :])
