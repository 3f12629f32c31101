"""Who publishes this."""

from __future__ import annotations

from medications.demo import compose as c
from medications.demo.texts import PageText

PAGE = PageText(
    model="home.StandardPage",
    path="about",
    title="About This Demonstration",
    published=c.day(2025, 9, 15),
    fields={
        "summary": """What this site shows, who wrote its texts, and why nobody should treat an illness by
            them.""",
        "search_description": """What this site shows, who wrote its texts, and why nobody should treat an
            illness by them.""",
        "body": [
            c.paragraph(
                """This site shows what Formulary does for a publisher of medicines information. Its texts
                were written for the demonstration, on the basis of the sources each page names. Its authors
                and reviewers are fictional: no clinician has reviewed these pages, and nobody should treat an
                illness by them."""
            ),
            c.section(
                "What you see here",
                c.text(
                    """- Medicines, classes and conditions are kept as facts, once, and pages refer to them.
                    - Each page names its author, its reviewer, its sources and the days of its reviews.
                    - A page goes live together with what readers get, or not at all.
                    - Frontends read it from the pages API."""
                ),
            ),
            c.section(
                "If you are ill",
                c.text(
                    """Ask your doctor or pharmacist. In an emergency, call your emergency number. Reading a
                    website, this one or another, must not keep you from doing so."""
                ),
            ),
        ],
    },
)
