"""The hub of the example."""

from __future__ import annotations

from medications.demo import compose as c
from medications.demo.texts import PageText, Ref

HUB = PageText(
    model="medications.TopicHubPage",
    path="topics/topical-immunomodulator",
    title="Topical Immunomodulator",
    published=c.day(2025, 9, 30),
    fields={
        **c.shared(
            summary="""Creams and ointments that change how the immune system behaves in one patch of skin:
                how they work, how they are chosen, and how to use them safely.""",
            category="medications",
            reviewed=-40,
            image="skin-layers",
        ),
        "change_note": "The safety section now says when to get help, and how fast.",
        "update_type": "major",
        "subject": Ref("entity", "topical-immunomodulators"),
        "definition": c.rich(
            """A **topical immunomodulator** is a medication applied to the skin that tweaks the local immune
            response. It calms skin that reacts too strongly, where it is applied, and hardly touches the
            immune system of the rest of the body."""
        ),
        "gather_limit": 24,
        "body": [
            c.at_a_glance(
                "They act on immune signals in the skin where they are applied.",
                "Pimecrolimus and tacrolimus contain no steroid and do not thin the skin.",
                "Calcipotriene, a relative of vitamin D, is used for psoriasis.",
                "Stinging in the first days is common and usually passes.",
                "Use them on affected skin only, and for as long as your prescriber says.",
            ),
            c.section(
                "How they work",
                c.text(
                    """In [[atopic-eczema|eczema]] and [[plaque-psoriasis|psoriasis]], immune cells in the
                    skin send out signals although there is nothing to fight. The signals widen blood vessels,
                    irritate nerves and make skin cells grow wrongly: the skin turns red, itches, flakes or
                    thickens.

                    A topical immunomodulator interrupts those signals. The medicines do it in different
                    places:

                    - **Calcineurin inhibitors** ([[pimecrolimus]], [[tacrolimus]]) block a switch inside T
                      cells. The cells then release less of what causes redness and itch.
                    - **Vitamin D analogues** ([[calcipotriene]]) act on the vitamin D receptor. Skin cells
                      grow more slowly, and the immune cells around them change their messages.
                    - **Steroids** such as [[mometasone]] turn down many signals at once. They are usually
                      counted as a group of their own, [[topical-corticosteroids|topical corticosteroids]],
                      and are often the partner or the yardstick of the others."""
                ),
                c.image(
                    "skin-layers",
                    alt="""Diagram of the skin in layers. Beneath a strip of cream the immune cells in the
                        deeper skin are calm and green; where there is no cream they are red and swollen.""",
                    caption="The medicine acts in the skin beneath it. Little of it reaches the blood.",
                ),
                aspect="HowItWorks",
            ),
            c.section(
                "Choosing one",
                c.text(
                    """Which medicine suits you depends on the condition, the place on the body, your age and
                    what you have used before. For eczema, a moisturiser and a steroid of suitable strength
                    usually come first; a calcineurin inhibitor is an option when steroids have not worked
                    well enough or could do harm, for example on the eyelids or the neck. For psoriasis of the
                    trunk, arms and legs, treatment often begins with a strong steroid and a vitamin D
                    analogue, one in the morning and one in the evening."""
                ),
                c.table(
                    "What is usually used where",
                    ["Situation", "Often used", "Why"],
                    [
                        ["Eczema on the face or neck", "Pimecrolimus", "It does not thin delicate skin."],
                        [
                            "Moderate to severe eczema",
                            "Tacrolimus",
                            "It is the stronger calcineurin inhibitor.",
                        ],
                        ["Short flare of eczema", "A steroid such as mometasone", "It works fast."],
                        ["Plaque psoriasis", "Calcipotriene with a steroid", "They work better together."],
                    ],
                ),
                c.text(
                    """The article [[page:articles/elocon-mometasone-vs-other-topical-steroids|Elocon
                    (Mometasone) vs Other Topical Steroids]] compares the partner drug with its
                    relatives."""
                ),
                c.related_medicine(
                    "pimecrolimus",
                    "see_also",
                    "A common steroid-free choice for the face in mild to moderate eczema.",
                ),
                aspect="Types",
            ),
            c.section(
                "Using them safely",
                c.warning(
                    "important",
                    "Calcineurin inhibitors carry a boxed warning in the USA",
                    """Their long-term safety has not been established. Rare cases of skin cancer and lymphoma
                    have been reported in people who used them; it has not been shown that the medicine was
                    the cause. Do not use them without a break for a long time, use them only on skin with
                    eczema, and do not use them for children younger than 2 years unless a specialist advises
                    it.""",
                ),
                c.do_dont(
                    do=[
                        "wash your hands before and after, unless you treat your hands",
                        "use a thin layer on affected skin only",
                        "protect treated skin from strong sun and keep away from sunbeds",
                        "ask for advice if nothing has changed after 6 weeks",
                    ],
                    dont=[
                        "cover treated skin with airtight dressings unless you were told to",
                        "use them on infected, broken or weeping skin before asking",
                        "share them with anyone else",
                    ],
                ),
                c.care_card(
                    "urgent",
                    "Get medical advice the same day if",
                    [
                        "painful blisters or punched-out sores appear on skin with eczema",
                        "treated skin becomes hot, swollen, crusted or oozes",
                        "you have swollen glands that do not go away",
                    ],
                    "It can be an infection that needs treatment soon.",
                ),
                aspect="RisksOrComplications",
            ),
            c.section(
                "Questions people ask",
                c.faq(
                    (
                        "Are topical immunomodulators steroids?",
                        """No, not in the usual sense of the word. [[pimecrolimus]], [[tacrolimus]] and
                        [[calcipotriene]] contain no steroid. Steroids also calm the immune response of the
                        skin, but in another way and with other side effects.""",
                    ),
                    (
                        "Do they weaken my whole immune system?",
                        """Very little is absorbed when they are used as directed, so an effect on the whole
                        body is not expected. That is also why they must not be used on very large or badly
                        damaged areas without a specialist's advice.""",
                    ),
                    (
                        "Can I use a moisturiser as well?",
                        """Yes, and you should. Ask which goes on first: with tacrolimus ointment, many
                        leaflets advise leaving two hours between the two.""",
                    ),
                ),
            ),
        ],
    },
    rows={
        **c.people(),
        **c.topics(
            "topical-immunomodulators",
            "topical-calcineurin-inhibitors",
            secondary=["atopic-eczema", "plaque-psoriasis"],
        ),
        **c.references(
            ("elidel-label", "Boxed warning"),
            ("protopic-label", "Boxed warning"),
            ("nice-ta82", ""),
            ("nice-cg153", "Topical therapy"),
        ),
        "key_entities": [
            {
                "entity": Ref("entity", "mometasone"),
                "role": "partner",
                "gloss": "A strong steroid, once a day: used first in a flare, or in turns with the others.",
            },
            {
                "entity": Ref("entity", "plaque-psoriasis"),
                "role": "target",
                "gloss": """Scaly patches driven by overactive immune signals, the condition vitamin D
                    analogues aim at.""",
            },
            {
                "entity": Ref("entity", "calcipotriene"),
                "role": "key_drug",
                "gloss": """The vitamin D relative that slows skin growth and shifts immune signals in
                    psoriasis.""",
            },
            {
                "entity": Ref("entity", "pimecrolimus"),
                "role": "key_drug",
                "gloss": """The steroid-free cream for mild to moderate eczema, often chosen for face and
                    neck.""",
            },
            {
                "entity": Ref("entity", "tacrolimus"),
                "role": "key_drug",
                "gloss": "The steroid-free ointment for moderate to severe eczema, in two strengths.",
            },
            {
                "entity": Ref("entity", "atopic-eczema"),
                "role": "target",
                "gloss": "Dry, itchy, inflamed skin: the condition calcineurin inhibitors are made for.",
            },
        ],
        "extra_aliases": [{"text": "immune-modifying cream"}],
        "collection_pins": [{"target": Ref("page", "guides/how-to-apply-pimecrolimus-cream-correctly")}],
    },
)
