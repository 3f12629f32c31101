"""What axe says about a screen that is shown in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = (Path(__file__).parent / "browser" / "axe" / "axe.min.js").read_text()
GRAVE = {"serious", "critical"}
# A message that fades in is too pale for a moment.
AT_REST = """{
    const still = new CSSStyleSheet();
    still.replaceSync('* { animation: none !important; transition: none !important }');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];
}"""


def grave_findings(desk: Page, *, within: str = "#main") -> list[str]:
    """What axe finds in the content of the screen: Wagtail's own furniture around it is not ours to mend.

    ``within``: where ours is, on a screen that is Wagtail's for the most part.
    """
    desk.evaluate(f"() => {AT_REST}")
    desk.evaluate(AXE)
    found: dict[str, Any] = desk.evaluate("place => axe.run(place)", within)
    return [
        f"{fault['id']}: {node['html']}"
        for fault in found["violations"]
        if fault["impact"] in GRAVE
        for node in fault["nodes"]
    ]
