"""The guide of the example, first published on 15 October 2025."""

from __future__ import annotations

from medications.demo import compose as c
from medications.demo.texts import PageText, Ref

GUIDE = PageText(
    model="medications.HowToGuidePage",
    path="guides/how-to-apply-pimecrolimus-cream-correctly",
    title="How to Apply Pimecrolimus Cream Correctly: Expert Tips",
    published=c.day(2025, 10, 15),
    fields={
        **c.shared(
            summary="""How much pimecrolimus cream to use, how to spread it, and what to avoid, so that it
                calms eczema with as little stinging as possible.""",
            card_excerpt="""Thin layer, dry skin, twice a day: the seven steps that make pimecrolimus cream
                work, and the mistakes that make it sting.""",
            category="medications",
            reviewed=-35,
            image="cream-tube",
        ),
        "goal": "Apply pimecrolimus cream in the right amount and in the right places, twice a day.",
        "total_time": 15,
        "who_it_is_for": """Adults with mild to moderate eczema, and parents of children from 2 years, who have been
            prescribed pimecrolimus cream 1%. Not for infected skin.""",
        "steps": [
            c.step(
                "Look at the skin first",
                """Check the places you want to treat. Apply the cream only where you see or feel eczema:
                redness, itch, roughness.""",
                caution="""Blisters, crusts, oozing or cold sores can mean an infection. Do not apply the
                    cream; ask first.""",
                minutes=1,
            ),
            c.step(
                "Wash your hands",
                "Use soap and warm water and dry them well. Take off rings.",
                minutes=1,
            ),
            c.step(
                "Clean and dry the skin",
                """Wash the area with lukewarm water and a mild cleanser if it needs it. Pat it dry with a
                soft towel and wait until the skin feels quite dry.""",
                tip="Cream on damp or warm skin stings more. After a bath or shower, wait a few minutes.",
                minutes=5,
            ),
            c.step(
                "Measure a small amount",
                """Squeeze a strip of cream from the tip of an adult's index finger to the first crease. One
                such fingertip covers an area as large as two adult palms.""",
                image="fingertip-unit",
                image_alt="A strip of cream on an index finger, from the tip to the first crease.",
                minutes=1,
            ),
            c.step(
                "Spread a thin layer",
                """Dot the cream over the area and rub it in gently, all the way, until it has nearly
                vanished. Cover all affected skin and stop at its edge.""",
                tip="If you can still see white cream, it is more than you need.",
                caution="Keep it out of your eyes, nose and mouth. If it gets in, rinse well with water.",
                minutes=2,
            ),
            c.step(
                "Wash your hands again",
                "Wash the cream off your hands, unless your hands are what you are treating.",
                minutes=1,
            ),
            c.step(
                "Leave the skin uncovered",
                """Ordinary clothes are fine. Do not use airtight dressings or plastic wrap. Wait a few
                minutes before you dress, and put moisturiser on afterwards if you use one.""",
                tip="In daylight, cover treated skin or use sunscreen, and keep away from sunbeds.",
                minutes=4,
            ),
        ],
        "body": [
            c.warning(
                "important",
                "Use it in courses, not all the time",
                """The long-term safety of [[pimecrolimus]] has not been established. Stop when the redness
                and itch are gone, start again at the first signs of a new flare, and see your prescriber if
                the eczema is no better after 6 weeks. Not for children younger than 2 years unless a
                specialist advises it.""",
            ),
            c.section(
                "What to expect",
                c.text(
                    """Many people feel warmth or burning where they put the cream, above all in the first
                    days. It is usually mild and passes within a week. Itch often eases within days; the
                    redness takes longer.

                    Some people flush in the face, or feel heat in treated skin, soon after drinking
                    alcohol. It is unpleasant rather than dangerous, and it stops when the treatment
                    ends."""
                ),
            ),
            c.section(
                "Do and don't",
                c.do_dont(
                    do=[
                        "apply it twice a day, morning and evening",
                        "start at the first signs of a flare",
                        "go on with your moisturiser every day",
                        "keep the cap closed and the tube below 25 °C",
                    ],
                    dont=[
                        "use it on skin without eczema to prevent a flare unless you were told to",
                        "use it under airtight dressings",
                        "use it together with another medicine on the same skin before asking",
                    ],
                ),
            ),
            c.section(
                "When to get help",
                c.care_card(
                    "non_urgent",
                    "Speak to your doctor or pharmacist if",
                    [
                        "the burning is strong or lasts longer than a week",
                        "your eczema gets worse, or is no better after 6 weeks",
                        "you are pregnant, want to become pregnant or breastfeed",
                    ],
                ),
                c.care_card(
                    "urgent",
                    "Get medical advice the same day if",
                    [
                        "painful blisters or sores appear, also cold sores that spread",
                        "the skin becomes hot, swollen, crusted or oozes",
                    ],
                    "Eczema can become infected, and some infections need treatment at once.",
                ),
                c.care_card(
                    "emergency",
                    "Call for an ambulance if",
                    [
                        "your face, lips, tongue or throat swell",
                        "you struggle to breathe or feel faint",
                    ],
                    "These can be signs of a serious allergic reaction.",
                ),
            ),
            c.section(
                "Questions people ask",
                c.faq(
                    (
                        "Before or after moisturiser?",
                        """Pimecrolimus first, moisturiser straight afterwards, is what most labels say. After
                        a bath, moisturiser may come first. Ask your pharmacist about your own products.""",
                    ),
                    (
                        "What if I forget to apply it?",
                        """Apply it when you remember, unless it is nearly time for the next application. Do
                        not use more to make up for it.""",
                    ),
                    (
                        "Can I use it on my face?",
                        """Yes, also around the eyes with care: it does not thin the skin. Keep it out of the
                        eyes themselves.""",
                    ),
                ),
            ),
        ],
    },
    rows={
        **c.people(),
        **c.topics(
            "pimecrolimus",
            "topical-immunomodulators",
            secondary=["atopic-eczema", "topical-calcineurin-inhibitors"],
        ),
        **c.references(("elidel-label", "Dosage and administration"), ("nice-ta82", "")),
        "guide_medicines": [{"medicine": Ref("entity", "pimecrolimus")}],
        "materials": [
            {"text": "Your pimecrolimus cream", "note": "1%, within its use-by date"},
            {"text": "Soap and lukewarm water", "note": "a mild cleanser if your skin needs it"},
            {"text": "A soft, clean towel", "note": ""},
            {"text": "Your usual moisturiser", "note": "if you use one"},
        ],
        "common_mistakes": [
            {
                "text": "Putting it on straight after a hot shower",
                "instead": "Wait until the skin is cool and dry: it stings less.",
            },
            {"text": "Using a thick layer", "instead": "Use a thin one: more cream does not work better."},
            {
                "text": "Stopping after two days because it burns",
                "instead": "Mild burning usually passes within a week. If it is strong, ask.",
            },
            {
                "text": "Going on for months after the skin has cleared",
                "instead": "Stop when the redness and itch are gone, and start again at the next flare.",
            },
        ],
        "related_pins": [{"target": Ref("page", "medications/pimecrolimus")}],
    },
)
