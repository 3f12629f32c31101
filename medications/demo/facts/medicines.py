"""The medicines that have a page here."""

from __future__ import annotations

import datetime as dt

from medications.demo.texts import ObjectText, Ref

# The day on which the FDA approved the labels with the boxed warning for both calcineurin inhibitors.
_BOXED_WARNING_DATE = dt.date(2006, 1, 19)

_CYP3A4_EFFECT = (
    "When large or badly inflamed areas are treated, ketoconazole tablets could raise the amount of {} in the blood. "
    "This has not been studied systematically."
)
_CYP3A4_ACTION = (
    "Tell your doctor or pharmacist that you use both, above all if the eczema covers a large part of your "
    "body."
)

PIMECROLIMUS = ObjectText(
    model="medications.Medicine",
    key="pimecrolimus",
    fields={
        "name": "Pimecrolimus",
        "slug": "pimecrolimus",
        "short_definition": "A steroid-free prescription cream for mild to moderate atopic eczema.",
        "routes": "on the skin",
        "forms": "cream",
        "mechanism": (
            "It blocks calcineurin in T cells of the skin, so that they release less of what causes redness and itch."
        ),
        "boxed_warning": (
            "Long-term safety of topical calcineurin inhibitors has not been established. Rare cases of cancer (skin "
            "cancer and lymphoma) have been reported in people who used them; it has not been shown that the medicine "
            "was the cause. Avoid continuous long-term use at any age, and apply only to areas with eczema. Not for "
            "children younger than 2 years."
        ),
        "boxed_warning_source": Ref("source", "elidel-label"),
        "boxed_warning_date": _BOXED_WARNING_DATE,
        "prescription_status": "prescription",
    },
    rows={
        "aliases": [
            {"text": "Elidel", "kind": "brand"},
            {"text": "pimecrolimus cream", "kind": "see_reference", "display": False},
            {"text": "pimicrolimus", "kind": "misspelling", "display": False},
            {"text": "pimecrolimas", "kind": "misspelling", "display": False},
        ],
        "identifiers": [
            {"system": "atc", "code": "D11AH02"},
            {"system": "unii", "code": "7KYV510875"},
        ],
        "memberships": [
            {"drug_class": Ref("entity", "topical-calcineurin-inhibitors")},
            {"drug_class": Ref("entity", "topical-immunomodulators")},
        ],
        "treatments": [
            {
                "condition": Ref("entity", "atopic-eczema"),
                "line": "second",
                "source": Ref("source", "elidel-label"),
            }
        ],
        "interactions": [
            {
                "other": Ref("entity", "ketoconazole"),
                "severity": "mild",
                "evidence": "theoretical",
                "effect": _CYP3A4_EFFECT.format("pimecrolimus"),
                "action": _CYP3A4_ACTION,
                "source": Ref("source", "elidel-label"),
            }
        ],
    },
)

TACROLIMUS = ObjectText(
    model="medications.Medicine",
    key="tacrolimus",
    fields={
        "name": "Tacrolimus",
        "slug": "tacrolimus",
        "short_definition": (
            "A medicine that calms the immune system; on the skin, a steroid-free ointment for moderate to severe "
            "atopic eczema."
        ),
        "routes": "on the skin",
        "forms": "ointment",
        "mechanism": (
            "It blocks calcineurin in T cells and other cells of the skin, so that they release less of what causes "
            "redness and itch."
        ),
        "boxed_warning": (
            "Long-term safety of topical calcineurin inhibitors has not been established. Rare cases of cancer (skin "
            "cancer and lymphoma) have been reported in people who used them; it has not been shown that the medicine "
            "was the cause. Avoid continuous long-term use at any age, and apply only to areas with eczema. Not for "
            "children younger than 2 years; only the 0.03% strength for children from 2 to 15 years."
        ),
        "boxed_warning_source": Ref("source", "protopic-label"),
        "boxed_warning_date": _BOXED_WARNING_DATE,
        "prescription_status": "prescription",
    },
    rows={
        "aliases": [
            {"text": "Protopic", "kind": "brand"},
            {"text": "FK506", "kind": "abbreviation"},
            {"text": "fujimycin", "kind": "also_called"},
            {"text": "tacrolimus ointment", "kind": "see_reference", "display": False},
            {"text": "tacrolimas", "kind": "misspelling", "display": False},
        ],
        "identifiers": [
            {"system": "atc", "code": "D11AH01"},
            {"system": "mesh", "code": "D016559"},
        ],
        "memberships": [
            {"drug_class": Ref("entity", "topical-calcineurin-inhibitors")},
            {"drug_class": Ref("entity", "topical-immunomodulators")},
        ],
        "treatments": [
            {
                "condition": Ref("entity", "atopic-eczema"),
                "line": "second",
                "source": Ref("source", "protopic-label"),
            }
        ],
        "interactions": [
            {
                "other": Ref("entity", "ketoconazole"),
                "severity": "mild",
                "evidence": "theoretical",
                "effect": _CYP3A4_EFFECT.format("tacrolimus"),
                "action": _CYP3A4_ACTION,
                "source": Ref("source", "protopic-label"),
            }
        ],
    },
)

MOMETASONE = ObjectText(
    model="medications.Medicine",
    key="mometasone",
    fields={
        "name": "Mometasone",
        "slug": "mometasone",
        "short_definition": "A strong steroid for the skin, used once a day for short spells in eczema and psoriasis.",
        "routes": "on the skin",
        "forms": "cream, ointment, lotion",
        "mechanism": (
            "It enters skin cells, binds to the steroid receptor and turns down the making of substances that cause "
            "inflammation."
        ),
        "prescription_status": "prescription",
    },
    rows={
        "aliases": [
            {"text": "mometasone furoate", "kind": "usan"},
            {"text": "Elocon", "kind": "brand"},
            {"text": "mometazone", "kind": "misspelling", "display": False},
            {"text": "momethasone", "kind": "misspelling", "display": False},
        ],
        "identifiers": [{"system": "atc", "code": "D07AC13"}],
        "memberships": [{"drug_class": Ref("entity", "topical-corticosteroids")}],
        "treatments": [
            {
                "condition": Ref("entity", "atopic-eczema"),
                "line": "first",
                "source": Ref("source", "nice-cg57"),
            },
            {
                "condition": Ref("entity", "plaque-psoriasis"),
                "line": "first",
                "source": Ref("source", "nice-cg153"),
            },
        ],
    },
)

CALCIPOTRIENE = ObjectText(
    model="medications.Medicine",
    key="calcipotriene",
    fields={
        "name": "Calcipotriene",
        "slug": "calcipotriene",
        "short_definition": (
            "A relative of vitamin D for the skin that slows the growth of skin cells in plaque psoriasis."
        ),
        "routes": "on the skin",
        "forms": "cream, ointment, foam, scalp solution",
        "mechanism": (
            "It acts on the vitamin D receptor of skin cells: they grow more slowly and mature better, and immune "
            "signals in the skin change."
        ),
        "prescription_status": "prescription",
    },
    rows={
        "aliases": [
            {"text": "calcipotriol", "kind": "inn"},
            {"text": "Dovonex", "kind": "brand"},
            {"text": "Daivonex", "kind": "brand"},
            {"text": "Sorilux", "kind": "brand"},
            {"text": "calcipotrien", "kind": "misspelling", "display": False},
        ],
        "identifiers": [{"system": "atc", "code": "D05AX02"}],
        "memberships": [
            {"drug_class": Ref("entity", "vitamin-d-analogues")},
            {"drug_class": Ref("entity", "topical-immunomodulators")},
        ],
        "treatments": [
            {
                "condition": Ref("entity", "plaque-psoriasis"),
                "line": "first",
                "source": Ref("source", "nice-cg153"),
            }
        ],
        "interactions": [
            {
                "other": Ref("entity", "salicylic-acid"),
                "severity": "moderate",
                "evidence": "study",
                "effect": "Salicylic acid on the same skin breaks calcipotriene down, so that it stops working.",
                "action": "Use them at different times of the day, and wash salicylic acid off first.",
                "source": Ref("source", "patel-1998"),
            }
        ],
        "partnerships": [
            {
                "other": Ref("entity", "mometasone"),
                "condition": Ref("entity", "plaque-psoriasis"),
                "note": (
                    "One in the morning, the other in the evening, for up to 4 weeks: together they work better than "
                    "either alone, and the steroid eases the irritation."
                ),
                "source": Ref("source", "nice-cg153"),
            }
        ],
    },
)

MEDICINES = [PIMECROLIMUS, TACROLIMUS, MOMETASONE, CALCIPOTRIENE]
