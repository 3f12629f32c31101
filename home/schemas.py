"""Typed JSON of what frames every page of a site."""

from __future__ import annotations

from pydantic import Field

from cms.core.schemas import Address, ImageValue, Schema


class MenuEntry(Schema):
    """A link in a menu: to a page of the site, or to an address."""

    label: str
    path: Address | None = Field(description="Path of a page of the site; null for an address.")
    url: Address | None = Field(description="Address; null for a page of the site.")


class MenusValue(Schema):
    """Entries in the editors' order. One whose page is not public is not there."""

    main: list[MenuEntry]
    footer: list[MenuEntry]


class ProfileValue(Schema):
    """Who publishes the site, and whom its readers turn to. What was not filled in is empty."""

    organisation_name: str
    organisation_url: Address = Field(description="The publisher's own site, if it is another.")
    logo: ImageValue | None
    emergency_number: str = Field(description="Whom to call when life is in danger.")
    poison_line: str = Field(description="Number of the poisons centre.")
    regulator_name: str = Field(description="The agency that takes reports of side effects.")
    regulator_url: Address = Field(description="Where to report them.")


class SiteValue(Schema):
    name: str = Field(description="Empty where nobody has named it.")
    root_url: Address = Field(description="Address of the website, with no slash at its end.")


class NavigationDocument(MenusValue):
    """The menus of a site, and what else stands on each of its pages."""

    site: SiteValue
    profile: ProfileValue
