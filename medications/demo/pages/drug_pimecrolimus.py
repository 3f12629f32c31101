"""The drug page of pimecrolimus."""

from __future__ import annotations

from medications.demo import compose as c
from medications.demo.texts import PageText, Ref

PAGE = PageText(
    model="medications.DrugPage",
    path="medications/pimecrolimus",
    title="Pimecrolimus Cream",
    published=c.day(2025, 10, 8),
    fields={
        **c.shared(
            summary="""Pimecrolimus 1% is a steroid-free prescription cream for mild to moderate eczema. How
                to use it, its side effects, and what the boxed warning means.""",
            category="medications",
            reviewed=-45,
            image="cream-tube",
        ),
        "medicine": Ref("entity", "pimecrolimus"),
        "audience": "all",
        "body": [
            c.section(
                "About pimecrolimus",
                c.text(
                    """Pimecrolimus is a cream for [[atopic-eczema|atopic eczema]] that is mild to moderate.
                    It contains no steroid. It is used when other creams on prescription have not worked well
                    enough or would not be right, for example on delicate skin of the face and neck.

                    It belongs to the [[topical-calcineurin-inhibitors|topical calcineurin inhibitors]]
                    and calms immune cells in the skin. It does not cure eczema: it shortens flares."""
                ),
                c.warning(
                    "danger",
                    "Boxed warning (USA): long-term safety is not established",
                    """Rare cases of skin cancer and lymphoma have been reported in people who used
                    calcineurin inhibitors on the skin. It has not been shown that the medicine was the cause.
                    Therefore: do not use it without a break for a long time, use it only on skin with eczema,
                    and do not use it for children younger than 2 years.""",
                ),
                aspect="Overview",
            ),
            c.section(
                "Key facts",
                c.key_facts(
                    ("Available as", "cream, 1% (10 mg in 1 g)"),
                    ("Brand", "Elidel"),
                    ("Group", "topical calcineurin inhibitor, steroid-free"),
                    ("Used", "twice a day, in courses"),
                    ("Prescription", "needed"),
                ),
                aspect="Overview",
            ),
            c.section(
                "Who can and cannot use it",
                c.who_can(
                    "Adults with mild to moderate eczema whose immune system works normally",
                    "Children from 2 years (some countries allow it earlier: follow your label)",
                ),
                c.who_cannot(
                    "have ever had an allergic reaction to pimecrolimus or anything else in the cream",
                    "are younger than 2 years, unless your label and a specialist allow it",
                    "have a weakened immune system, from an illness or a medicine",
                    "have Netherton syndrome or red, sore skin over most of the body",
                    "have skin cancer, or a patch that may turn into it, on the skin to be treated",
                    "have an infection of that skin, such as cold sores, chickenpox or impetigo",
                    ask_first=[
                        "are pregnant, could become pregnant or breastfeed",
                        "have swollen glands, or have had lymphoma or skin cancer",
                        "are due for a vaccination or light therapy",
                    ],
                ),
                aspect="RisksOrComplications",
            ),
            c.section(
                "How and when to use it",
                c.dosage(
                    "Pimecrolimus cream 1% for a flare",
                    [
                        c.dose(
                            "all_ages",
                            note="adults and children from 2 years",
                            from_years=2,
                            times_a_day=2,
                            how_often="a thin layer, twice a day",
                            duration="""until redness and itch are gone; a review if it is no better after 6
                                weeks""",
                        )
                    ],
                    indication="Atopic eczema",
                    source="elidel-label",
                ),
                c.text(
                    """Put it on clean, dry skin and rub it in gently. Start at the first signs of a flare and
                    stop when the skin has calmed down. The guide
                    [[page:guides/how-to-apply-pimecrolimus-cream-correctly|How to Apply Pimecrolimus Cream
                    Correctly]] shows each step."""
                ),
                c.missed_dose(
                    """Apply it when you remember. If it is nearly time for the next application, leave the
                    missed one out. Do not use a double amount to make up for it."""
                ),
                c.overdose(
                    at_once="""If someone has swallowed the cream, call the poisons centre or a doctor at
                        once, even if they feel well. Call for an ambulance if they collapse, cannot be woken
                        or struggle to breathe.""",
                    signs=[
                        "stinging or burning of the skin",
                        "after swallowing: feeling sick, pain in the belly",
                    ],
                    text="""Too much on the skin does little harm: wipe off what is left. Take the tube with
                        you if you seek help.""",
                ),
                aspect="UsageOrSchedule",
            ),
            c.section(
                "Side effects",
                c.side_effects(
                    self_care=[
                        c.side_effect(
                            "Burning or a feeling of warmth where the cream was applied",
                            "very_common",
                            "Usually mild and gone within a week. Apply it to cool, dry skin.",
                        ),
                        c.side_effect(
                            "Irritation, itching or redness where the cream was applied",
                            "common",
                            "Wait a few days. If it does not ease, ask your pharmacist.",
                        ),
                        c.side_effect(
                            "Flushing or heat in the skin soon after drinking alcohol",
                            "rare",
                            "It passes by itself. Leave alcohol out if it bothers you.",
                        ),
                    ],
                    tell_doctor=[
                        c.side_effect(
                            "Infected hair roots (small pimples with pus)",
                            "common",
                            "Stop on that area and ask your doctor.",
                        ),
                        c.side_effect("Eczema that gets worse", "uncommon", "Stop and see your prescriber."),
                        c.side_effect(
                            "Warts or pearl-like bumps (molluscum)", "uncommon", "Show them to your doctor."
                        ),
                        c.side_effect(
                            "Lighter or darker patches of skin",
                            "rare",
                            "Show them to your doctor at the next visit.",
                        ),
                    ],
                    urgent=[
                        c.side_effect(
                            "Cold sores, shingles, or painful blisters on eczema",
                            "uncommon",
                            "Stop and get medical advice the same day.",
                        ),
                        c.side_effect(
                            "Crusts, oozing or boils", "uncommon", "Get medical advice the same day."
                        ),
                    ],
                    emergency=[
                        c.side_effect(
                            "Serious allergic reaction: swelling of face or throat, trouble breathing",
                            "very_rare",
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
                    pregnancy="""There is too little experience in pregnancy to say that it is safe. Do not
                        use it unless your doctor advises it.""",
                    breastfeeding="""It is not known whether it passes into breast milk. Ask your doctor
                        first. Do not put it on the breasts.""",
                    no_data=["breastfeeding"],
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
                        source="elidel-label",
                    ),
                    c.interaction(
                        "Light therapy (UVA, UVB, PUVA) and sunbeds",
                        severity="moderate",
                        evidence="theoretical",
                        effect="Light and the medicine together could add to the risk of skin cancer.",
                        action="Avoid them on treated skin during the course.",
                        source="elidel-label",
                    ),
                    c.interaction(
                        "Vaccines",
                        severity="unknown",
                        evidence="theoretical",
                        effect="It has not been studied whether a vaccine works as well during a course.",
                        action="Ask whether to have the vaccination before the course or in a break.",
                        source="elidel-summary",
                    ),
                    c.interaction(
                        "Alcohol",
                        severity="mild",
                        evidence="study",
                        effect="Some people flush, or feel heat in treated skin, soon after drinking.",
                        action="Leave alcohol out if it bothers you; it passes by itself.",
                        source="elidel-label",
                    ),
                ),
                aspect="RisksOrComplications",
            ),
            c.section(
                "Storage and disposal",
                c.storage(
                    temperature="below_25",
                    text="""Keep it in its tube, tightly closed, out of the sight and reach of children. Do
                        not freeze it.""",
                    after_opening="Note the day of opening; your leaflet says how long it may be used.",
                    disposal="Take what is left to a pharmacy. Do not put it into the sink or toilet.",
                ),
                aspect="UsageOrSchedule",
            ),
            c.section(
                "Questions people ask",
                c.faq(
                    (
                        "Is it a steroid?",
                        """No. It calms the immune cells of the skin in another way and does not thin the
                        skin.""",
                    ),
                    (
                        "How soon does it work?",
                        """Itch often eases within a few days. If there is no change after 6 weeks, see your
                        prescriber.""",
                    ),
                    (
                        "Should the warning about cancer worry me?",
                        """It asks for care, not for fear: a link has not been proved. Use the cream in
                        courses, only on eczema, protect your skin from strong sun, and talk to your
                        prescriber about your own risk.""",
                    ),
                ),
            ),
        ],
    },
    rows={
        **c.people(),
        **c.topics(
            "pimecrolimus",
            "topical-calcineurin-inhibitors",
            "topical-immunomodulators",
            secondary=["atopic-eczema"],
        ),
        **c.references(
            ("elidel-summary", "Side effects; pregnancy; storage"),
            ("elidel-label", "Boxed warning; sections 2, 4 to 8"),
            ("nice-ta82", ""),
        ),
        "related_pins": [{"target": Ref("page", "guides/how-to-apply-pimecrolimus-cream-correctly")}],
    },
)
