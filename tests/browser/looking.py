"""A screen as everybody may meet it: wide and narrow, by day and by night."""

from __future__ import annotations

from typing import Literal

from playwright.sync_api import Page, ViewportSize

from tests.accessibility import grave_findings
from tests.browser.conftest import Picture

WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 390, "height": 844}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def look(desk: Page, picture: Picture, name: str, *, within: str = "#main") -> None:
    """Nothing grave for axe ``within`` that part, and nothing beyond the edge; one load for all four."""
    before = desk.viewport_size or WIDE
    for scheme in SCHEMES:
        desk.emulate_media(color_scheme=scheme)
        for size in (NARROW, WIDE):
            desk.set_viewport_size(size)
            picture(desk, f"{name}-{size['width']}-{scheme}")
            found = grave_findings(desk, within=within)
            assert not found, f"{name}, {size['width']}, {scheme}: {found}"
            assert desk.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    desk.emulate_media(color_scheme="light")
    desk.set_viewport_size(before)
