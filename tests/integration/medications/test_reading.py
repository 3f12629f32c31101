"""Who may not change a thing can read it, from wherever the admin links to it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from home.services import ensure_site
from tests.factories import medications as make

pytestmark = pytest.mark.django_db

FACTORIES: dict[str, Any] = {
    "source": make.SourceFactory,
    "contributor": make.ContributorFactory,
    "category": make.CategoryFactory,
    "disclaimer": make.DisclaimerFactory,
}


def member(group: str) -> Client:
    ensure_site()
    user = get_user_model().objects.create_user(group, f"{len(group)}@example.org", "x")
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


def url(name: str, view: str, *args: Any) -> str:
    return reverse(f"wagtailsnippets_medications_{name}:{view}", args=args)


@pytest.mark.parametrize("group", ["Editors", "Clinical reviewers"])
@pytest.mark.parametrize("name", FACTORIES)
def test_a_link_to_the_form_leads_to_what_it_says(group: str, name: str) -> None:
    found = FACTORIES[name]()
    client = member(group)
    read = url(name, "inspect", found.pk)
    assert f'href="{read}"' in client.get(url(name, "list")).content.decode()
    assert client.get(url(name, "edit", found.pk))["Location"] == read
    assert client.get(read).status_code == 200


@pytest.mark.parametrize("name", FACTORIES)
def test_a_form_that_is_sent_all_the_same_changes_nothing(name: str) -> None:
    found = FACTORIES[name]()
    refused = member("Editors").post(url(name, "edit", found.pk), {"name": "x", "title": "x", "text": "x"})
    assert refused["Location"] == reverse("wagtailadmin_home")
    before = str(found)
    found.refresh_from_db()
    assert str(found) == before


def test_moderators_get_the_form() -> None:
    source = make.SourceFactory()
    assert member("Moderators").get(url("source", "edit", source.pk)).status_code == 200


def test_a_source_links_to_where_it_can_be_read() -> None:
    source = make.SourceFactory(doi="10.1000/182", pmid="123", url="https://example.org/label.pdf")
    page = member("Clinical reviewers").get(url("source", "inspect", source.pk)).content.decode()
    for address in (
        "https://doi.org/10.1000/182",
        "https://pubmed.ncbi.nlm.nih.gov/123/",
        "https://example.org/label.pdf",
    ):
        assert f'href="{address}"' in page


def test_a_person_is_shown_with_what_qualifies_them_and_for_how_long() -> None:
    credential = make.CredentialFactory(title="Dermatology", valid_to=dt.date(2030, 5, 1))
    page = member("Editors").get(url("contributor", "inspect", credential.contributor_id)).content.decode()
    assert (
        "Board certification, Board of Dermatology (Dermatology), from 01 January 2020, until 01 May 2030"
        in page
    )


def test_a_row_of_all_entries_opens_the_entry_for_a_reviewer_too() -> None:
    medicine = make.MedicineFactory()
    reviewer = member("Clinical reviewers")
    group = Group.objects.get(name="Clinical reviewers")
    edit = url("medicine", "edit", medicine.pk)
    assert reviewer.get(url("entity", "edit", medicine.pk))["Location"] == edit
    assert reviewer.get(edit).status_code == 200
    group.permissions.remove(*group.permissions.filter(codename="change_medicine"))
    assert reviewer.get(edit)["Location"] == url("medicine", "inspect", medicine.pk)
    assert reviewer.get(url("medicine", "inspect", medicine.pk)).status_code == 200
