"""What always holds of sources."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from medications.models import Source

pytestmark = pytest.mark.django_db

THIS_YEAR = timezone.localdate().year


@pytest.mark.parametrize("year", [None, 1500, 2024, THIS_YEAR, THIS_YEAR + 1])
def test_a_year_in_which_something_may_have_been_published_is_taken(year: int | None) -> None:
    Source(title="Guideline", year=year).full_clean()


@pytest.mark.parametrize("year", [20, 1499, THIS_YEAR + 2, 20255])
def test_a_mistyped_year_is_refused(year: int) -> None:
    with pytest.raises(ValidationError, match="Give a year from 1500"):
        Source(title="Guideline", year=year).full_clean()


def test_a_doi_is_written_without_an_address() -> None:
    Source(title="Guideline", doi="10.1000/182").full_clean()
    with pytest.raises(ValidationError, match="without an address"):
        Source(title="Guideline", doi="https://doi.org/10.1000/182").full_clean()
