"""The drug page of mometasone for the skin."""

from __future__ import annotations

from medications.demo import compose as c
from medications.demo.texts import PageText, Ref

PAGE = PageText(
    model="medications.DrugPage",
    path="medications/mometasone",
    title="Mometasone Cream and Ointment",
    published=c.day(2025, 11, 1),
    fields={
        **c.shared(
            summary="""Mometasone furoate 0.1% is a strong steroid for flares of eczema and psoriasis. How to
                use it once a day, where not to use it, and how to come off it.""",
            category="medications",
            reviewed=-43,
            image="cream-tube",
        ),
        "medicine": Ref("entity", "mometasone"),
        "audience": "all",
        "body": [
            c.section(
                "About mometasone",
                c.text(
                    """Mometasone furoate is a strong steroid for the skin. It calms flares of
                    [[atopic-eczema|eczema]] and [[plaque-psoriasis|psoriasis]] and other inflamed, itchy skin
                    that does not come from an infection. It comes as a cream, an ointment and a lotion for
                    the scalp.

                    This page is about mometasone on the skin. Nose sprays and inhalers with mometasone
                    are other medicines with other rules."""
                ),
                aspect="Overview",
            ),
            c.section(
                "Key facts",
                c.key_facts(
                    ("Available as", "cream, ointment and scalp lotion, 0.1%"),
                    ("Brand", "Elocon"),
                    ("Group", "topical corticosteroid, strong"),
                    ("Used", "once a day, in short courses"),
                    ("Prescription", "needed"),
                ),
                aspect="Overview",
            ),
            c.section(
                "Who can and cannot use it",
                c.who_can(
                    "Adults with a flare of eczema or psoriasis that a milder steroid has not settled",
                    """Children from 2 years, if a doctor has prescribed it, for a short time and on a small
                    area""",
                ),
                c.who_cannot(
                    """have ever had an allergic reaction to mometasone, another steroid or anything else in
                    it""",
                    """have an untreated infection of the skin to be treated, such as cold sores, ringworm or
                    impetigo""",
                    "have rosacea, acne or a rash around the mouth on the skin to be treated",
                    "want to treat a nappy rash, or skin that has become thin",
                    ask_first=[
                        "want to use it on the face, in the armpits or groin, or under a dressing",
                        "have stopped a steroid before and your skin burned or peeled",
                        "are pregnant or breastfeed",
                    ],
                ),
                aspect="RisksOrComplications",
            ),
            c.section(
                "How and when to use it",
                c.dosage(
                    "Mometasone furoate 0.1% cream or ointment",
                    [
                        c.dose(
                            "children",
                            note="only if a doctor has prescribed it",
                            from_years=2,
                            to_years=17,
                            times_a_day=1,
                            how_often="a thin layer, once a day",
                            duration="as short as possible; no longer than 3 weeks without a review",
                        ),
                        c.dose(
                            "adults",
                            from_years=18,
                            times_a_day=1,
                            how_often="a thin layer, once a day",
                            duration="until the flare has settled; a review if it is no better after 2 weeks",
                        ),
                    ],
                    indication="Inflamed skin that responds to steroids",
                    source="elocon-label",
                ),
                c.text(
                    """Measure it in fingertip units: the article [[page:articles/how-much-cream-is-enough|How
                    Much Cream Is Enough?]] shows how. Do not use it on the face, in the armpits or groin, or
                    under airtight dressings or nappies, unless your prescriber has told you to.

                    In psoriasis it is often used with [[calcipotriene]], one in the morning and one in
                    the evening, for up to 4 weeks."""
                ),
                c.missed_dose(
                    """Apply it when you remember on the same day. If it is already the next day, leave the
                    missed one out. Do not use a double amount to make up for it."""
                ),
                c.overdose(
                    at_once="""If someone has swallowed some, ask the poisons centre or a pharmacist. Call for
                        an ambulance if they collapse, cannot be woken or struggle to breathe.""",
                    signs=[
                        "after weeks of too much: a rounder face, gain of weight, thin skin",
                        "in children: slower growth",
                    ],
                    text="""Too much once does little harm: wipe off what is left. Too much for weeks can let
                        steroid into the body: see your doctor, and do not stop suddenly on your own.""",
                ),
                aspect="UsageOrSchedule",
            ),
            c.section(
                "Side effects",
                c.side_effects(
                    self_care=[
                        c.side_effect(
                            "Burning, stinging or itching where it was applied",
                            "very_rare",
                            "Usually mild and short. If it goes on, ask your pharmacist.",
                        ),
                    ],
                    tell_doctor=[
                        c.side_effect(
                            "Infected hair roots (small pimples with pus)",
                            "very_rare",
                            "Stop on that area and ask your doctor.",
                        ),
                        c.side_effect(
                            "Thin skin, stretch marks or small visible vessels",
                            "not_known",
                            "Show your doctor; stretch marks may not go away.",
                        ),
                        c.side_effect(
                            "Lighter skin or more hair where it was applied", "not_known", "Show your doctor."
                        ),
                        c.side_effect(
                            "Spots or redness around the mouth",
                            "not_known",
                            "Stop on the face and see your doctor.",
                        ),
                    ],
                    urgent=[
                        c.side_effect(
                            "Skin that burns, reddens and peels after you stop a long course",
                            "not_known",
                            "See your prescriber soon: this can be topical steroid withdrawal.",
                        ),
                        c.side_effect("Blurred vision", "not_known", "Get medical advice the same day."),
                        c.side_effect(
                            "Boils, or skin that oozes or crusts",
                            "not_known",
                            "Get medical advice the same day.",
                        ),
                    ],
                    emergency=[
                        c.side_effect(
                            "Serious allergic reaction: swelling of face or throat, trouble breathing",
                            "not_known",
                            "Call for an ambulance.",
                        ),
                    ],
                ),
                c.warning(
                    "important",
                    "Long use without a break does harm",
                    """Months of strong steroids can thin the skin, and stopping can set off a withdrawal
                    reaction. In children, steroids that get into the body can slow growth. Keep to short
                    courses, and have long treatment reviewed.""",
                ),
                aspect="SideEffects",
            ),
            c.section(
                "Pregnancy and breastfeeding",
                c.pregnancy(
                    pregnancy="""Steroids on small areas for a short time are generally thought to carry
                        little risk. Mild or moderate ones are preferred: ask your doctor before you use
                        mometasone.""",
                    breastfeeding="""Ask your doctor first. Do not put it on the breasts before a feed.""",
                ),
                aspect="Pregnancy",
            ),
            c.section(
                "Other medicines",
                c.interactions(
                    c.interaction(
                        "Other steroids: on the skin, inhaled or by mouth",
                        severity="moderate",
                        evidence="theoretical",
                        effect="Their effects on the body add up.",
                        action="Tell your doctor about all steroids you use.",
                        source="elocon-label",
                    ),
                    c.interaction(
                        "Medicines that contain ritonavir or cobicistat",
                        severity="moderate",
                        evidence="theoretical",
                        effect="They can raise the amount of steroid in the body.",
                        action="Tell your doctor or pharmacist before you use both.",
                        source="elocon-summary",
                    ),
                ),
                aspect="RisksOrComplications",
            ),
            c.section(
                "Storage and disposal",
                c.storage(
                    temperature="below_25",
                    text="""Keep it tightly closed, out of the sight and reach of children, and away from
                        flames: ointments burn easily, and so does cloth that has them on it. Do not freeze
                        it.""",
                    after_opening="Note the day of opening; your leaflet says how long it may be used.",
                    disposal="Take what is left to a pharmacy. Do not put it into the sink or toilet.",
                ),
                aspect="UsageOrSchedule",
            ),
            c.section(
                "Questions people ask",
                c.faq(
                    (
                        "Is it stronger than hydrocortisone?",
                        """Yes, much. [[hydrocortisone]] 1% is mild, mometasone 0.1% is strong. The comparison
                        [[page:articles/elocon-mometasone-vs-other-topical-steroids|Elocon (Mometasone) vs
                        Other Topical Steroids]] sets them side by side.""",
                    ),
                    (
                        "Cream or ointment?",
                        """Ointment for dry, thick or scaly skin, cream for skin that is moist or on the bend
                        of elbows and knees. Both hold the same amount of the medicine.""",
                    ),
                ),
            ),
        ],
    },
    rows={
        **c.people(),
        **c.topics(
            "mometasone",
            "topical-corticosteroids",
            secondary=["topical-immunomodulators", "atopic-eczema", "plaque-psoriasis"],
        ),
        **c.references(
            ("elocon-summary", "Side effects; pregnancy; storage"),
            ("elocon-label", "Indications, dosage, precautions"),
            ("nice-cg57", "Topical corticosteroids"),
            ("nice-cg153", "Topical therapy"),
            ("mhra-2021", ""),
        ),
        "related_pins": [{"target": Ref("page", "articles/elocon-mometasone-vs-other-topical-steroids")}],
    },
)
