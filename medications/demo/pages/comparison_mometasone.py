"""The comparison of the example."""

from __future__ import annotations

from medications.demo import compose as c
from medications.demo.texts import PageText, Ref

ARTICLE = PageText(
    model="medications.ArticlePage",
    path="articles/elocon-mometasone-vs-other-topical-steroids",
    title="Elocon (Mometasone) vs Other Topical Steroids",
    published=c.day(2025, 11, 4),
    fields={
        **c.shared(
            summary="""How mometasone compares with hydrocortisone, betamethasone valerate and clobetasol:
                strength, how often, where on the body, and for how long.""",
            card_excerpt="""Once a day and strong: where mometasone stands among steroid creams, and when a
                milder or stronger one is the better choice.""",
            category="medications",
            reviewed=-30,
            image="steroid-ladder",
        ),
        "kind": "comparison",
        "verdict": c.rich(
            """[[mometasone]] suits a flare on the body, arms or legs of an adult or older child that a mild
            steroid has not settled: it is strong and needs only one application a day. For the face and for
            young children, a milder steroid such as [[hydrocortisone]] usually comes first. [[clobetasol]] is
            kept for thick, stubborn patches and for short courses. [[betamethasone|Betamethasone valerate]]
            is similar to mometasone in strength; the choice between them is about how often, what it costs
            and what your skin puts up with."""
        ),
        "body": [
            c.at_a_glance(
                "Strength matters more than brand: mild, moderate, strong, very strong.",
                "Mometasone is strong and is applied once a day.",
                "Use the mildest steroid that works, for the shortest time that is enough.",
                "Ointment is often a little stronger than cream with the same medicine.",
            ),
            c.section(
                "Side by side",
                c.comparison(
                    "Four steroids for the skin compared",
                    subjects=["mometasone", "hydrocortisone", "betamethasone", "clobetasol"],
                    rows=[
                        ("Usual product", ["0.1%", "1%", "valerate 0.1%", "propionate 0.05%"], ""),
                        ("Strength (UK)", ["Strong", "Mild", "Strong", "Very strong"], "mhra-2024"),
                        (
                            "How often",
                            [
                                "Once a day",
                                "Once or twice a day",
                                "Once or twice a day",
                                "Once or twice a day",
                            ],
                            "",
                        ),
                        (
                            "For the face",
                            [
                                c.partly("only on advice"),
                                c.partly("short spells, on advice"),
                                c.partly("only on advice"),
                                c.no("except by a specialist"),
                            ],
                            "",
                        ),
                        (
                            "A usual course",
                            [
                                "Up to 2 to 3 weeks",
                                "About a week",
                                "Up to 2 to 4 weeks",
                                "Up to 2 weeks, then a review",
                            ],
                            "",
                        ),
                        (
                            "Without a prescription",
                            [c.no(), c.partly("in many countries, in low strength"), c.no(), c.no()],
                            "",
                        ),
                        (
                            "Risk of thin skin",
                            ["With long use", "Low", "With long use", "The highest of the four"],
                            "",
                        ),
                    ],
                    source="bnf-steroids",
                ),
                c.text(
                    """The strengths are the four groups used in the UK. The USA counts seven classes, in
                    which the form matters too: mometasone ointment stands higher than mometasone cream."""
                ),
            ),
            c.section(
                "What strength means",
                c.text(
                    """The strength of a steroid is not the percentage on the tube. Clobetasol 0.05% is far
                    stronger than hydrocortisone 1%, because the substances differ. Four things decide how
                    much effect, and how many side effects, you get:

                    - the substance and its form,
                    - the place: skin on eyelids, face, armpits and groin takes up much more,
                    - the cover: under airtight dressings or nappies more goes in,
                    - the time: most harm comes from months without a break."""
                ),
            ),
            c.section(
                "When a steroid is not the answer",
                c.text(
                    """If eczema on the face or neck keeps coming back, a steroid-free medicine such as
                    [[pimecrolimus]] or [[tacrolimus]] can spare the skin. In [[plaque-psoriasis|psoriasis]],
                    a strong steroid such as mometasone often works together with [[calcipotriene]]. The hub
                    [[page:topics/topical-immunomodulator|Topical Immunomodulator]] explains how they
                    differ."""
                ),
                c.warning(
                    "important",
                    "Do not stop a long course on your own",
                    """After months of frequent use of a strong steroid, the skin can burn, redden and peel
                    when it is stopped (topical steroid withdrawal). If you have used one for long, ask your
                    prescriber how to come off it.""",
                ),
            ),
        ],
    },
    rows={
        **c.people(),
        **c.topics(
            "mometasone",
            "topical-corticosteroids",
            "topical-immunomodulators",
            secondary=["atopic-eczema", "plaque-psoriasis"],
        ),
        **c.references(
            ("elocon-label", "Indications, dosage"),
            ("bnf-steroids", ""),
            ("nice-cg57", "Topical corticosteroids"),
            ("mhra-2024", ""),
            ("mhra-2021", ""),
        ),
        "compared": [
            {"entity": Ref("entity", "mometasone")},
            {"entity": Ref("entity", "hydrocortisone")},
            {"entity": Ref("entity", "betamethasone")},
            {"entity": Ref("entity", "clobetasol")},
        ],
        "related_pins": [{"target": Ref("page", "medications/mometasone")}],
    },
)
