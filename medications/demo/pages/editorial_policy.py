"""How texts are made."""

from __future__ import annotations

from medications.demo import compose as c
from medications.demo.texts import PageText

PAGE = PageText(
    model="home.StandardPage",
    path="about/editorial-policy",
    title="Editorial Policy",
    published=c.day(2025, 9, 15),
    fields={
        "summary": "Who writes and reviews, what texts rest on, and how they are kept up to date.",
        "search_description": "Who writes and reviews, what texts rest on, and how they are kept up to date.",
        "policy_kind": "editorial",
        "body": [
            c.paragraph(
                """This is an example of what a publisher of medicines information promises its readers.
                Replace it with your own."""
            ),
            c.section(
                "Who writes and who reviews",
                c.text(
                    """A medicines writer writes each page. A clinician with a valid credential reads all of
                    it before it is published; the two are never one person. Both are named on the page, with
                    their interests."""
                ),
            ),
            c.section(
                "What we rest on",
                c.text(
                    """We use prescribing information, clinical guidelines and notices of regulators first,
                    then systematic reviews. Every page lists its sources and where in them a statement
                    stands. A source that is withdrawn is marked on every page at once."""
                ),
            ),
            c.section(
                "Reviews and corrections",
                c.text(
                    """Each page shows when it was last reviewed and when the next review is due, at the
                    latest after three years, and sooner if a label or guideline changes. A change of advice
                    is a major update and comes with a note of what changed. Corrections stay visible."""
                ),
            ),
            c.section(
                "Money",
                c.text(
                    "No maker of medicines pays for a text, sees it before it is published, or may change it."
                ),
            ),
        ],
    },
)
