"""The marks of a page: the entries it is about and speaks of, what is broader, where it is shelved. Pure functions.

Production makes them of pages (``medications.relating.pages``), the evaluation of records (``medications.evaluation``).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cms.related import weights

Marks = dict[str, dict[str, float]]
MESH = "mesh-"
"""Before the name of a broader mark that is a code and no entry."""


@dataclass(frozen=True, slots=True)
class About:
    """What a page has to do with entries, by their ids as text, and with categories.

    ``linked`` and ``said``: how often it does. ``steps``: to what is broader, from what it is about; names of marks.
    """

    subjects: Iterable[str] = ()
    primary_topics: Iterable[str] = ()
    secondary_topics: Iterable[str] = ()
    linked: Mapping[str, int] = field(default_factory=dict)
    said: Mapping[str, int] = field(default_factory=dict)
    steps: Mapping[str, int] = field(default_factory=dict)
    categories: Iterable[str] = ()


def marks_of(about: About) -> Marks:
    """Strengths by kind and name."""
    return {
        weights.ENTITY: _entities(about),
        weights.BROADER: {name: weights.STEP_UP**steps for name, steps in about.steps.items()},
        weights.CATEGORY: dict.fromkeys(about.categories, 1.0),
    }


def _entities(about: About) -> dict[str, float]:
    """Of what a page has to do with an entry in several ways, the strongest counts; links and words add up."""
    found: dict[str, float] = {}
    for mentions, strength in ((about.linked, weights.LINKED), (about.said, weights.SAID)):
        for name, count in mentions.items():
            found[name] = found.get(name, 0.0) + strength * (1 + math.log(count))
    ways = (
        (about.secondary_topics, weights.SECONDARY_TOPIC),
        (about.primary_topics, weights.PRIMARY_TOPIC),
        (about.subjects, weights.SUBJECT),
    )
    for names, strength in ways:
        for name in names:
            found[name] = max(found.get(name, 0.0), strength)
    return found
