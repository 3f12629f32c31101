"""An explainer."""

from __future__ import annotations

from medications.demo import compose as c
from medications.demo.texts import PageText

ARTICLE = PageText(
    model="medications.ArticlePage",
    path="articles/how-much-cream-is-enough",
    title="How Much Cream Is Enough? The Fingertip Unit Explained",
    published=c.day(2025, 12, 9),
    fields={
        **c.shared(
            summary="""A strip of cream on a fingertip is a measure that everyone has at hand. What it covers,
                and why both too little and too much are mistakes.""",
            category="medications",
            reviewed=-25,
            image="fingertip-unit",
        ),
        "kind": "explainer",
        "body": [
            c.text(
                """"Apply thinly" is what most labels say, and few people know how thin that is. The
                **fingertip unit** answers it: cream squeezed from an ordinary tube along the index finger of
                an adult, from the tip to the first crease. That is about half a gram."""
            ),
            c.section(
                "What one unit covers",
                c.text(
                    "One fingertip unit covers an area about as large as two adult hands, fingers included."
                ),
                c.image(
                    "fingertip-unit",
                    alt="A strip of cream on an index finger, from the tip to the first crease.",
                    caption="One fingertip unit: about half a gram.",
                ),
                c.table(
                    "Fingertip units for an adult, one application",
                    ["Area", "Fingertip units", "About"],
                    [
                        ["Face and neck", "2½", "1.25 g"],
                        ["One arm", "3", "1.5 g"],
                        ["One hand, both sides", "1", "0.5 g"],
                        ["Front of the trunk", "7", "3.5 g"],
                        ["One leg", "6", "3 g"],
                        ["One foot", "2", "1 g"],
                    ],
                ),
                c.text(
                    """For children the measure is the same, an adult's finger, and fewer units are needed:
                    ask your pharmacist for the numbers at your child's age."""
                ),
            ),
            c.section(
                "Too little, too much",
                c.text(
                    """With **too little** of a steroid such as [[mometasone]], a flare drags on, and in the
                    end more cream is used than a proper course would have taken. With **too much**, or for
                    too long, skin can become thin. With [[calcipotriene]] there is a ceiling for the week,
                    because the medicine can raise calcium in the blood. [[pimecrolimus]] and [[tacrolimus]]
                    work in a thin layer; a thicker one only stings more."""
                ),
            ),
            c.section(
                "Questions people ask",
                c.faq(
                    (
                        "Does it hold for moisturisers?",
                        """No. Moisturisers are used generously: an adult with eczema over a large part of the
                        body may need 250 g to 500 g a week.""",
                    ),
                    (
                        "And for a pump or a jar?",
                        """The measure is made for a tube with an ordinary nozzle (5 mm). For pumps, ask how
                        much one stroke gives.""",
                    ),
                ),
            ),
        ],
    },
    rows={
        **c.people(),
        **c.topics(
            "topical-immunomodulators",
            secondary=["topical-corticosteroids", "pimecrolimus", "mometasone", "calcipotriene"],
        ),
        **c.references(("nice-cg57", "Treatment"), ("nice-cg153", "Topical therapy")),
    },
)
