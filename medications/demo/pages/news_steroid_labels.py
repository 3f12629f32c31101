"""A news article."""

from __future__ import annotations

from medications.demo import compose as c
from medications.demo.texts import PageText

ARTICLE = PageText(
    model="medications.ArticlePage",
    path="articles/uk-steroid-creams-show-their-strength",
    title="UK Steroid Creams Now Show Their Strength on the Tube",
    published=c.day(2026, 1, 20),
    fields={
        **c.shared(
            summary="""Steroid creams and ointments in the UK are being labelled mild, moderate, strong or
                very strong. What the words mean, and what to do if your tube looks different.""",
            category="news",
            reviewed=-15,
            image="steroid-ladder",
        ),
        "kind": "news",
        "body": [
            c.text(
                """The UK's medicines regulator, the MHRA, announced in May 2024 that
                [[topical-corticosteroids|steroid creams and ointments]] would carry their strength on the
                packaging and in the leaflet: **mild**, **moderate**, **strong** or **very strong**. Boxes and
                tubes with the new words have been reaching pharmacies since."""
            ),
            c.section(
                "Why",
                c.text(
                    """The percentage on a tube says little about how strong a steroid is: [[clobetasol]]
                    0.05% is very strong, [[hydrocortisone]] 1% is mild. People who use several creams for
                    different parts of the body could not easily tell which was which.

                    The same notice reminds prescribers and patients of **topical steroid withdrawal
                    reactions**: severe redness, burning and peeling that can follow when a steroid of
                    moderate or higher strength is stopped after long use, in eczema more than in other
                    conditions."""
                ),
            ),
            c.section(
                "What it means for you",
                c.text(
                    """Your cream has not changed, only its label. [[mometasone]] is in the group "strong".
                    Use each cream on the places and for the time you were told."""
                ),
                c.do_dont(
                    do=[
                        "compare the word on the tube with what you were told",
                        "ask your pharmacist if two creams have the same word",
                        "report side effects to your regulator",
                    ],
                    dont=[
                        "stop a steroid that you have used for months on your own",
                        "use a stronger one on the face",
                    ],
                ),
                c.care_card(
                    "non_urgent",
                    "Speak to your doctor or pharmacist if",
                    [
                        "your skin burns or turns very red after you stop a steroid",
                        "you have used a strong steroid on most days for more than 4 weeks",
                    ],
                ),
            ),
        ],
    },
    rows={
        **c.people(),
        **c.topics(
            "topical-corticosteroids", "mometasone", secondary=["topical-immunomodulators", "atopic-eczema"]
        ),
        **c.references(("mhra-2024", ""), ("mhra-2021", "")),
    },
)
