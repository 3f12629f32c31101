"""The front page, the sections, the site's own facts and its menus."""

from __future__ import annotations

from typing import Any

from medications.demo import compose as c
from medications.demo.texts import Ref, Row

HOME: dict[str, Any] = {
    "hero_title": "Medicines for the skin, explained",
    "hero_text": c.rich(
        """What creams and ointments do, how to use them, and when to get help: written for the people who use
        them, with the sources and the days of review on every page."""
    ),
    "hero_image": Ref("image", "skin-layers"),
    "search_description": "Patient information on medicines for the skin: a demonstration of Formulary.",
}
FEATURED: list[Row] = [
    {"target": Ref("page", "topics/topical-immunomodulator")},
    {"target": Ref("page", "guides/how-to-apply-pimecrolimus-cream-correctly")},
    {"target": Ref("page", "articles/elocon-mometasone-vs-other-topical-steroids")},
]

# By the slug of the section.
INTRODUCTIONS = {
    "topics": c.rich("A topic gathers what we publish about a group of medicines or a condition."),
    "medications": c.rich("One page for each medicine, in the order of a patient leaflet."),
    "guides": c.rich("How to do it, step by step."),
    "articles": c.rich("Explanations, comparisons and news."),
}

# One of these is right nearly everywhere. The demonstration has no poisons centre of its own to name.
PROFILE = {"organisation_name": "Formulary Demonstration", "emergency_number": "112, 911 or 999"}

MENU: list[Row] = [
    {"place": "main", "page": Ref("page", "topics")},
    {"place": "main", "page": Ref("page", "medications")},
    {"place": "main", "page": Ref("page", "guides")},
    {"place": "main", "page": Ref("page", "articles")},
    {"place": "footer", "page": Ref("page", "about")},
    {"place": "footer", "page": Ref("page", "about/editorial-policy")},
]
