"""The guide that goes live while the newcomer watches."""

from __future__ import annotations

from medications.demo import compose as c
from medications.demo.texts import PageText, Ref

GUIDE = PageText(
    model="medications.HowToGuidePage",
    path="guides/how-to-store-creams-and-ointments-safely",
    title="How to Store Creams and Ointments Safely",
    published=None,
    scheduled=True,
    fields={
        **c.shared(
            summary="""Where to keep creams and ointments at home, how long they last once opened, and what to
                do with what is left over.""",
            category="medications",
            reviewed=-10,
            image="shelf",
        ),
        "goal": "Keep creams and ointments working and out of the wrong hands, and get rid of them safely.",
        "total_time": 10,
        "who_it_is_for": "Everyone who keeps prescription creams or ointments at home.",
        "steps": [
            c.step(
                "Read the box",
                """Look for the storage temperature, the use-by date and how long the tube may be used once it
                has been opened. They differ from product to product.""",
                minutes=2,
            ),
            c.step(
                "Write the date on the tube",
                """Note the day you first open it. An open tube often lasts a shorter time than the date on
                the box.""",
                tip="A strip of paper tape takes a pen better than the tube does.",
                minutes=1,
            ),
            c.step(
                "Choose a cool, dry place",
                """A cupboard in the bedroom or hall is good. Keep the tube away from windows, radiators and
                the damp of the bathroom. Most creams must not be kept above 25 °C and must not freeze.""",
                caution="""Paraffin-based ointments burn easily. Keep them, and cloth that has them on it,
                    away from flames.""",
                minutes=3,
            ),
            c.step(
                "Put it out of reach",
                "Keep it out of the sight and reach of children and pets, with the cap screwed on.",
                minutes=1,
            ),
            c.step(
                "Check once a month, and take back what is left",
                """Throw nothing into the sink or toilet. Take tubes that are out of date, or that you no
                longer need, to a pharmacy or a take-back point.""",
                minutes=3,
            ),
        ],
        "body": [
            c.section(
                "Signs that a cream has gone off",
                c.text(
                    """Do not use it if

                    - it has separated into liquid and solid,
                    - its colour or smell has changed,
                    - it feels gritty or grainy,
                    - the tube is cracked or its seal was broken when you bought it."""
                ),
            ),
            c.section(
                "On a journey",
                c.text(
                    """Keep your medicine in hand luggage: a hold or a parked car can be too cold or too hot.
                    Keep it in its box with the pharmacy label, and take a copy of the prescription across
                    borders."""
                ),
                c.do_dont(
                    do=["keep each medicine in its own box with its leaflet", "close the cap after each use"],
                    dont=[
                        "leave a tube in a hot car",
                        "put a cream into another jar",
                        "share a tube with anyone else",
                    ],
                ),
            ),
        ],
    },
    rows={
        **c.people(),
        **c.topics(
            "topical-immunomodulators",
            "pimecrolimus",
            secondary=["tacrolimus", "calcipotriene", "mometasone"],
        ),
        **c.references(
            ("elidel-label", "How supplied and storage"),
            ("protopic-label", "How supplied and storage"),
        ),
        "guide_medicines": [
            {"medicine": Ref("entity", "pimecrolimus")},
            {"medicine": Ref("entity", "tacrolimus")},
            {"medicine": Ref("entity", "mometasone")},
            {"medicine": Ref("entity", "calcipotriene")},
        ],
        "materials": [
            {"text": "Your creams and ointments", "note": "in their boxes, with their leaflets"},
            {"text": "A pen and paper tape", "note": ""},
            {"text": "A bag for what goes back to the pharmacy", "note": ""},
        ],
        "common_mistakes": [
            {
                "text": "Keeping creams on the bathroom shelf",
                "instead": "Choose a dry place that stays cool.",
            },
            {"text": "Keeping an old tube just in case", "instead": "Take it back to the pharmacy."},
        ],
    },
)
