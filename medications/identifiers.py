"""Formats of the code systems by which the world names medicines and conditions."""

from __future__ import annotations

import re

from django.db import models


class CodeSystem(models.TextChoices):
    RXCUI = "rxcui", "RxCUI (RxNorm)"
    ATC = "atc", "ATC"
    UNII = "unii", "UNII"
    NDC = "ndc", "NDC"
    MESH = "mesh", "MeSH"
    ICD10 = "icd10", "ICD-10"
    SNOMED = "snomed", "SNOMED CT"


_FORMATS: dict[str, tuple[str, str]] = {
    CodeSystem.RXCUI: (r"[1-9]\d{0,7}", "1 to 8 digits, such as 321952"),
    CodeSystem.ATC: (
        r"[A-Z](\d{2}([A-Z]([A-Z](\d{2})?)?)?)?",
        "a letter, two digits, two letters, two digits, or the beginning of that, such as D11AH02",
    ),
    CodeSystem.UNII: (r"[0-9A-Z]{10}", "10 capital letters and digits, such as 7KYV510875"),
    CodeSystem.NDC: (
        r"\d{4}-\d{4}(-\d{2})?|\d{5}-\d{3}(-\d{2})?|\d{5}-\d{4}(-\d{1,2})?",
        "two or three groups of digits with hyphens, such as 0187-5100 or 0187-5100-01",
    ),
    CodeSystem.MESH: (r"[DC]\d{6}(\d{3})?", "D or C and 6 or 9 digits, such as D011565"),
    CodeSystem.ICD10: (
        r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?",
        "a letter and two places, with up to four more after a point, such as L20.9",
    ),
    CodeSystem.SNOMED: (r"[1-9]\d{5,17}", "6 to 18 digits, the last one a check digit, such as 24079001"),
}

# Verhoeff's scheme, which SNOMED CT identifiers use: multiplication in the dihedral group D5, and a permutation that
# depends on the place of the digit.
_MULTIPLY = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 2, 3, 4, 0, 6, 7, 8, 9, 5),
    (2, 3, 4, 0, 1, 7, 8, 9, 5, 6),
    (3, 4, 0, 1, 2, 8, 9, 5, 6, 7),
    (4, 0, 1, 2, 3, 9, 5, 6, 7, 8),
    (5, 9, 8, 7, 6, 0, 4, 3, 2, 1),
    (6, 5, 9, 8, 7, 1, 0, 4, 3, 2),
    (7, 6, 5, 9, 8, 2, 1, 0, 4, 3),
    (8, 7, 6, 5, 9, 3, 2, 1, 0, 4),
    (9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
)
_PERMUTE = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 5, 7, 6, 2, 8, 3, 0, 9, 4),
    (5, 8, 0, 3, 7, 9, 6, 1, 4, 2),
    (8, 9, 1, 6, 0, 4, 3, 5, 2, 7),
    (9, 4, 5, 3, 1, 2, 6, 8, 7, 0),
    (4, 2, 8, 6, 5, 7, 3, 9, 0, 1),
    (2, 7, 9, 3, 8, 0, 6, 4, 1, 5),
    (7, 0, 4, 6, 9, 1, 3, 2, 5, 8),
)


def verhoeff_is_valid(digits: str) -> bool:
    """Whether the last of ``digits`` is the Verhoeff check digit of those before it."""
    check = 0
    for place, digit in enumerate(reversed(digits)):
        check = _MULTIPLY[check][_PERMUTE[place % 8][int(digit)]]
    return check == 0


def format_problem(system: str, code: str) -> str | None:
    """What is wrong with ``code`` as a code of ``system``, in an editor's words; None when nothing is."""
    pattern, description = _FORMATS[system]
    label = CodeSystem(system).label
    if not re.fullmatch(pattern, code):
        return f"“{code}” is not a code of {label}: {description}."
    if system == CodeSystem.SNOMED and not verhoeff_is_valid(code):
        return f"“{code}” is mistyped: the check digit of this SNOMED CT code does not agree with the others."
    return None
