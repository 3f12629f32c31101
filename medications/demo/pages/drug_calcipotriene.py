"""The drug page of calcipotriene."""

from __future__ import annotations

from medications.demo import compose as c
from medications.demo.texts import PageText, Ref

PAGE = PageText(
    model="medications.DrugPage",
    path="medications/calcipotriene",
    title="Calcipotriene (Calcipotriol) for the Skin",
    published=c.day(2025, 11, 18),
    fields={
        **c.shared(
            summary="""Calcipotriene, called calcipotriol outside the USA, is a relative of vitamin D for
                plaque psoriasis. How to use it, the most for a week, and what to keep away from it.""",
            category="medications",
            reviewed=-42,
            image="cream-tube",
        ),
        "medicine": Ref("entity", "calcipotriene"),
        "audience": "adult",
        "body": [
            c.section(
                "About calcipotriene",
                c.text(
                    """Calcipotriene is used on the skin for [[plaque-psoriasis|plaque psoriasis]]. It is made
                    after the model of vitamin D. It slows down skin cells that grow too fast, helps them to
                    mature, and changes immune signals in the skin: scale, thickness and redness go back over
                    several weeks.

                    Calcipotriene and calcipotriol are two names of one substance."""
                ),
                aspect="Overview",
            ),
            c.section(
                "Key facts",
                c.key_facts(
                    ("Available as", "cream, ointment, foam, scalp solution, 0.005% (50 micrograms in 1 g)"),
                    ("Other name", "calcipotriol"),
                    ("Brands", "Dovonex, Daivonex, Sorilux"),
                    ("Group", "vitamin D analogue, steroid-free"),
                    ("Most in a week", "100 g of cream or ointment (adults)"),
                    ("Prescription", "needed in most countries"),
                ),
                aspect="Overview",
            ),
            c.section(
                "Who can and cannot use it",
                c.who_can(
                    "Adults with plaque psoriasis on the trunk, arms, legs or scalp",
                    "Children and young people only if a specialist has prescribed it",
                ),
                c.who_cannot(
                    "have ever had an allergic reaction to calcipotriene or anything else in it",
                    "have too much calcium in the blood, or signs of too much vitamin D",
                    "have severe kidney or liver disease, unless a specialist advises it",
                    ask_first=[
                        "have a sudden, severe form of psoriasis (pustular or all over the body)",
                        "take calcium, vitamin D or a water tablet",
                        "want to use it on the face",
                        "are pregnant, could become pregnant or breastfeed",
                    ],
                ),
                aspect="RisksOrComplications",
            ),
            c.section(
                "How and when to use it",
                c.dosage(
                    "Calcipotriene 0.005% cream or ointment",
                    [
                        c.dose(
                            "adults",
                            note="at most 100 g in a week, all products with calcipotriene together",
                            from_years=18,
                            times_a_day=2,
                            how_often="a thin layer, once or twice a day",
                            duration="it shows its effect after 4 to 8 weeks",
                        )
                    ],
                    indication="Plaque psoriasis",
                    source="calcipotriol-summary",
                ),
                c.text(
                    """Rub it gently into the patches only. Wash your hands afterwards, so that none gets on
                    your face: it irritates the skin there. If you use several products with calcipotriene,
                    count them together.

                    It is often used with a strong steroid such as [[mometasone]], one in the morning and
                    one in the evening, for up to 4 weeks. That works better than either alone and
                    irritates less."""
                ),
                c.missed_dose(
                    """Apply it when you remember, then go on as usual. Do not use a double amount to make up
                    for it, and keep to the most for a week."""
                ),
                c.overdose(
                    at_once="""Stop and call your doctor or the poisons centre today. Call for an ambulance if
                        someone is very drowsy, confused or collapses, or their heart beats irregularly.""",
                    signs=[
                        "great thirst and much urine",
                        "constipation, feeling sick",
                        "weakness, confusion",
                    ],
                    text="""More than the weekly most can raise the calcium in your blood. A blood test shows
                        it.""",
                ),
                aspect="UsageOrSchedule",
            ),
            c.section(
                "Side effects",
                c.side_effects(
                    self_care=[
                        c.side_effect(
                            "Irritation, burning, itching or redness where it was applied",
                            "common",
                            """Try once a day, or a break of some days. If it does not ease, ask your
                            pharmacist.""",
                        ),
                        c.side_effect(
                            "Peeling or dry skin", "common", "Use a moisturiser at another time of day."
                        ),
                    ],
                    tell_doctor=[
                        c.side_effect(
                            "Psoriasis that gets worse",
                            "common",
                            "Stop on that area and see your prescriber.",
                        ),
                        c.side_effect(
                            "A rash on the face or around the patches",
                            "uncommon",
                            "Wash it off and ask your doctor.",
                        ),
                        c.side_effect(
                            "Lighter or darker skin where it was applied", "uncommon", "Show your doctor."
                        ),
                        c.side_effect(
                            "Skin that burns easily in the sun",
                            "rare",
                            "Stay out of strong sun and ask your doctor.",
                        ),
                    ],
                    urgent=[
                        c.side_effect(
                            "Too much calcium: great thirst, much urine, constipation, sickness, weakness",
                            "rare",
                            "Stop and get medical advice the same day.",
                        ),
                    ],
                    emergency=[
                        c.side_effect(
                            "Serious allergic reaction: swelling of face or throat, trouble breathing",
                            "rare",
                            "Call for an ambulance.",
                        ),
                    ],
                ),
                c.care_card(
                    "urgent",
                    "Get medical advice the same day if",
                    [
                        "you are very thirsty and pass much urine",
                        "you feel sick, weak or confused while using it",
                        "your psoriasis suddenly spreads or forms blisters with pus",
                    ],
                ),
                aspect="SideEffects",
            ),
            c.section(
                "Pregnancy and breastfeeding",
                c.pregnancy(
                    pregnancy="""There is too little experience in pregnancy. Do not use it unless your doctor
                        advises it.""",
                    breastfeeding="""It is not known whether it passes into breast milk. Ask your doctor
                        first, and do not put it on the breasts.""",
                    no_data=["breastfeeding"],
                ),
                aspect="Pregnancy",
            ),
            c.section(
                "Other medicines",
                c.interactions(
                    c.interaction(
                        "Calcium or vitamin D by mouth",
                        severity="moderate",
                        evidence="theoretical",
                        effect="Together they can raise the calcium in your blood.",
                        action="Tell your doctor or pharmacist; you may need a blood test.",
                        source="calcipotriol-summary",
                    ),
                    c.interaction(
                        "Light therapy (UVA, UVB, PUVA)",
                        severity="moderate",
                        evidence="study",
                        effect="The light can break calcipotriene down.",
                        action="Use it after the light treatment, not before, and only if your specialist agrees.",
                        source="calcipotriol-summary",
                    ),
                ),
                aspect="RisksOrComplications",
            ),
            c.section(
                "Storage and disposal",
                c.storage(
                    temperature="below_25",
                    text="""Keep it tightly closed, out of the sight and reach of children and of pets: a dog
                        that licks it can be poisoned by very little. Do not freeze it.""",
                    after_opening="Note the day of opening; your leaflet says how long it may be used.",
                    disposal="Take what is left to a pharmacy. Do not put it into the sink or toilet.",
                ),
                aspect="UsageOrSchedule",
            ),
            c.section(
                "Questions people ask",
                c.faq(
                    (
                        "Is it the same as taking vitamin D?",
                        """No. It acts on the skin where you put it. Vitamin D by mouth does not replace it,
                        and together with it can be too much.""",
                    ),
                    (
                        "Can I use a cream with salicylic acid against the scale?",
                        """Not at the same time: [[salicylic-acid|salicylic acid]] breaks calcipotriene down.
                        Use it at another time of day and wash it off first.""",
                    ),
                ),
            ),
        ],
    },
    rows={
        **c.people(),
        **c.topics(
            "calcipotriene", "vitamin-d-analogues", "topical-immunomodulators", secondary=["plaque-psoriasis"]
        ),
        **c.references(
            ("calcipotriol-summary", "Side effects; pregnancy; storage"),
            ("dovonex-label", "Indications, dosage, contraindications"),
            ("nice-cg153", "Topical therapy"),
            ("patel-1998", ""),
        ),
        "related_pins": [{"target": Ref("page", "medications/mometasone")}],
    },
)
