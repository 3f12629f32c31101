"""The drug page of tacrolimus."""

from __future__ import annotations

from medications.demo import compose as c
from medications.demo.texts import PageText, Ref

PAGE = PageText(
    model="medications.DrugPage",
    path="medications/tacrolimus",
    title="Tacrolimus Ointment",
    published=c.day(2025, 10, 22),
    fields={
        **c.shared(
            summary="""Tacrolimus ointment is a steroid-free prescription medicine for moderate to severe
                eczema. Which strength for whom, how to use it, and what the boxed warning means.""",
            category="medications",
            reviewed=-44,
            image="cream-tube",
        ),
        "medicine": Ref("entity", "tacrolimus"),
        "audience": "all",
        "body": [
            c.section(
                "About tacrolimus ointment",
                c.text(
                    """Tacrolimus ointment is used for moderate to severe [[atopic-eczema|atopic eczema]] when
                    other treatments, such as [[topical-corticosteroids|steroid creams]], have not worked well
                    enough or would do harm. It contains no steroid. It comes in two strengths, 0.03% and
                    0.1%.

                    This page is about the ointment only. Tacrolimus is also taken by mouth after
                    transplants; that is another treatment with other rules."""
                ),
                c.warning(
                    "danger",
                    "Boxed warning (USA): long-term safety is not established",
                    """Rare cases of skin cancer and lymphoma have been reported in people who used
                    calcineurin inhibitors on the skin. It has not been shown that the medicine was the cause.
                    Therefore: do not use it without a break for a long time, and use it only on skin with
                    eczema. Not for children younger than 2 years. The 0.1% strength is not for children
                    younger than 16 years.""",
                ),
                aspect="Overview",
            ),
            c.section(
                "Key facts",
                c.key_facts(
                    ("Available as", "ointment, 0.03% and 0.1%"),
                    ("Brand", "Protopic"),
                    ("Group", "topical calcineurin inhibitor, steroid-free"),
                    ("Used", "twice a day in a flare"),
                    ("Prescription", "needed"),
                ),
                aspect="Overview",
            ),
            c.section(
                "Who can and cannot use it",
                c.who_can(
                    "Adults, with either strength",
                    "Young people from 16 years, with either strength",
                    "Children from 2 to 15 years, with the 0.03% strength only",
                ),
                c.who_cannot(
                    "have ever had an allergic reaction to tacrolimus or anything else in the ointment",
                    "are younger than 2 years; for the 0.1% strength, younger than 16 years",
                    "have a weakened immune system, from an illness or a medicine",
                    """have Netherton syndrome, lamellar ichthyosis, skin disease after a transplant, or red,
                    sore skin all over""",
                    "have skin cancer, or a patch that may turn into it, on the skin to be treated",
                    "have an infection of that skin, such as cold sores or impetigo",
                    ask_first=[
                        "are allergic to macrolide antibiotics such as erythromycin",
                        "are pregnant, could become pregnant or breastfeed",
                        "have swollen glands, kidney disease, or have had lymphoma or skin cancer",
                        "are due for a vaccination or light therapy",
                    ],
                ),
                aspect="RisksOrComplications",
            ),
            c.section(
                "How and when to use it",
                c.dosage(
                    "Tacrolimus ointment for a flare",
                    [
                        c.dose(
                            "children",
                            note="0.03% ointment only",
                            from_years=2,
                            to_years=15,
                            times_a_day=2,
                            how_often="a thin layer, twice a day",
                            duration="until the skin has cleared; a review if it is no better after 6 weeks",
                        ),
                        c.dose(
                            "adults",
                            note="0.03% or 0.1% ointment, also from 16 years",
                            from_years=16,
                            times_a_day=2,
                            how_often="a thin layer, twice a day",
                            duration="until the skin has cleared; a review if it is no better after 6 weeks",
                        ),
                    ],
                    indication="Atopic eczema",
                    source="protopic-label",
                ),
                c.text(
                    """Some countries ask that children change to once a day after three weeks: follow your
                    label."""
                ),
                c.text(
                    """Put it on dry skin and rub it in gently and completely. Moisturisers are welcome, but
                    many labels ask for a gap of two hours on the same skin. Wash your hands afterwards unless
                    you treat your hands.

                    In some countries it is also used twice a week, with days between, to prevent flares
                    in people who have them often. Do this only if your prescriber has told you to, and
                    have it reviewed at least once a year."""
                ),
                c.missed_dose(
                    """Apply it when you remember. If it is nearly time for the next application, leave the
                    missed one out. Do not use a double amount to make up for it."""
                ),
                c.overdose(
                    at_once="""If someone has swallowed the ointment, call the poisons centre or a doctor at
                        once, even if they feel well. Call for an ambulance if they collapse, cannot be woken
                        or struggle to breathe.""",
                    signs=[
                        "stinging or burning of the skin",
                        "after swallowing: feeling sick, pain in the belly",
                    ],
                    text="""Too much on the skin: wipe off what is left. After swallowing, do not make the
                        person vomit, and take the tube with you if you seek help.""",
                ),
                aspect="UsageOrSchedule",
            ),
            c.section(
                "Side effects",
                c.side_effects(
                    self_care=[
                        c.side_effect(
                            "Burning or itching where the ointment was applied",
                            "very_common",
                            "Usually eases within a week. Apply it to cool, dry skin.",
                        ),
                        c.side_effect(
                            "Warmth, redness, pain or tingling where it was applied",
                            "common",
                            "Wait a few days. If it does not ease, ask your pharmacist.",
                        ),
                        c.side_effect(
                            "Flushing or irritated skin after drinking alcohol",
                            "common",
                            "It passes by itself. Leave alcohol out if it bothers you.",
                        ),
                        c.side_effect("Acne", "uncommon", "Ask your pharmacist if it bothers you."),
                    ],
                    tell_doctor=[
                        c.side_effect(
                            "Infected hair roots (small pimples with pus)",
                            "common",
                            "Stop on that area and ask your doctor.",
                        ),
                        c.side_effect(
                            "Flushed, spotty skin of the face (rosacea)",
                            "not_known",
                            "Show it to your doctor.",
                        ),
                        c.side_effect(
                            "Freckle-like spots", "not_known", "Show them to your doctor at the next visit."
                        ),
                    ],
                    urgent=[
                        c.side_effect(
                            "Cold sores, shingles, or painful blisters on eczema",
                            "common",
                            "Stop and get medical advice the same day.",
                        ),
                        c.side_effect(
                            "Crusts or oozing (impetigo)", "not_known", "Get medical advice the same day."
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
                c.care_card(
                    "non_urgent",
                    "Speak to your doctor if",
                    [
                        "you have swollen glands that do not go away",
                        "a patch of skin changes, grows or does not heal",
                    ],
                ),
                aspect="SideEffects",
            ),
            c.section(
                "Pregnancy and breastfeeding",
                c.pregnancy(
                    pregnancy="""Experience with the ointment in pregnancy is limited. Do not use it unless
                        your doctor advises it.""",
                    breastfeeding="""Tacrolimus taken by mouth passes into breast milk. Ask your doctor before
                        you use the ointment while breastfeeding.""",
                ),
                aspect="Pregnancy",
            ),
            c.section(
                "Other medicines",
                c.interactions(
                    c.interaction(
                        "Medicines that weaken the immune system",
                        severity="severe",
                        evidence="theoretical",
                        effect="The effects on the immune system could add up: more infections.",
                        action="Do not use them together unless a specialist has told you to.",
                        source="protopic-label",
                    ),
                    c.interaction(
                        "Light therapy (UVA, UVB, PUVA) and sunbeds",
                        severity="moderate",
                        evidence="theoretical",
                        effect="Light and the medicine together could add to the risk of skin cancer.",
                        action="Avoid them on treated skin during the course.",
                        source="protopic-label",
                    ),
                    c.interaction(
                        "Vaccines",
                        severity="unknown",
                        evidence="theoretical",
                        effect="A vaccine could work less well during treatment.",
                        action="Tell whoever vaccinates you: a gap may be needed, longer for live vaccines.",
                        source="protopic-summary",
                    ),
                    c.interaction(
                        "Moisturiser on the same skin at the same time",
                        severity="mild",
                        evidence="theoretical",
                        effect="It can thin out the ointment.",
                        action="Leave about two hours between the two, unless your label says otherwise.",
                        source="protopic-summary",
                    ),
                    c.interaction(
                        "Alcohol",
                        severity="mild",
                        evidence="study",
                        effect="Some people flush, or their skin becomes red and hot, after drinking.",
                        action="Leave alcohol out if it bothers you; it passes by itself.",
                        source="protopic-label",
                    ),
                ),
                aspect="RisksOrComplications",
            ),
            c.section(
                "Storage and disposal",
                c.storage(
                    temperature="below_25",
                    text="Keep it in its tube, tightly closed, out of the sight and reach of children.",
                    after_opening="Note the day of opening; your leaflet says how long it may be used.",
                    disposal="Take what is left to a pharmacy. Do not put it into the sink or toilet.",
                ),
                aspect="UsageOrSchedule",
            ),
            c.section(
                "Questions people ask",
                c.faq(
                    (
                        "How does it differ from pimecrolimus?",
                        """Both block calcineurin. Tacrolimus is the stronger of the two and is used for
                        moderate to severe eczema; [[pimecrolimus]] is used for mild to moderate eczema.
                        Tacrolimus comes as an ointment, pimecrolimus as a cream.""",
                    ),
                    (
                        "May I go out in the sun?",
                        """Keep strong sun off treated skin with clothes and sunscreen, and keep away from
                        sunbeds. A gap between ointment and sunscreen is wise.""",
                    ),
                ),
            ),
        ],
    },
    rows={
        **c.people(),
        **c.topics(
            "tacrolimus",
            "topical-calcineurin-inhibitors",
            "topical-immunomodulators",
            secondary=["atopic-eczema"],
        ),
        **c.references(
            ("protopic-summary", "Side effects; pregnancy; storage"),
            ("protopic-label", "Boxed warning; indications, dosage, precautions"),
            ("nice-ta82", ""),
        ),
        "related_pins": [{"target": Ref("page", "medications/pimecrolimus")}],
    },
)
