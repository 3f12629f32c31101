"""Groups of medicines for the skin."""

from __future__ import annotations

from medications.demo.texts import ObjectText, Ref

CLASSES = [
    ObjectText(
        model="medications.MedicineClass",
        key="topical-immunomodulators",
        fields={
            "name": "Topical immunomodulators",
            "slug": "topical-immunomodulators",
            "short_definition": "Medications applied to the skin that tweak the local immune response.",
            "mechanism": (
                "They change the signals between immune cells in the skin, so that less inflammation is made there."
            ),
        },
        rows={
            "aliases": [
                {"text": "topical immunomodulator", "kind": "also_called", "display": False},
                {"text": "skin immune modulator", "kind": "also_called"},
                {"text": "topical immune response modifier", "kind": "also_called"},
                {"text": "TIM", "kind": "abbreviation", "ambiguous": True, "display": False},
                {"text": "topical imunomodulator", "kind": "misspelling", "display": False},
            ]
        },
    ),
    ObjectText(
        model="medications.MedicineClass",
        key="topical-calcineurin-inhibitors",
        fields={
            "name": "Topical calcineurin inhibitors",
            "slug": "topical-calcineurin-inhibitors",
            "short_definition": (
                "Steroid-free creams and ointments for eczema that block calcineurin, a switch inside immune cells."
            ),
            "mechanism": (
                "They block calcineurin, which T cells need to release the substances that cause redness and itch."
            ),
            "parent": Ref("entity", "topical-immunomodulators"),
            "atc_prefix": "D11AH",
        },
        rows={
            "aliases": [
                {"text": "topical calcineurin inhibitor", "kind": "also_called", "display": False},
                {"text": "TCI", "kind": "abbreviation"},
            ],
            "treatments": [
                {
                    "condition": Ref("entity", "atopic-eczema"),
                    "line": "second",
                    "source": Ref("source", "nice-ta82"),
                }
            ],
        },
    ),
    ObjectText(
        model="medications.MedicineClass",
        key="topical-corticosteroids",
        fields={
            "name": "Topical corticosteroids",
            "slug": "topical-corticosteroids",
            "short_definition": (
                "Steroid creams, ointments and lotions that calm inflammation in the skin; they differ in strength."
            ),
            "mechanism": (
                "They enter skin cells and turn down the making of many substances that cause inflammation."
            ),
            "atc_prefix": "D07A",
        },
        rows={
            "aliases": [
                {"text": "topical steroids", "kind": "also_called"},
                {"text": "steroid creams", "kind": "also_called"},
                {"text": "TCS", "kind": "abbreviation"},
            ],
            "treatments": [
                {
                    "condition": Ref("entity", "atopic-eczema"),
                    "line": "first",
                    "source": Ref("source", "nice-cg57"),
                }
            ],
        },
    ),
    ObjectText(
        model="medications.MedicineClass",
        key="vitamin-d-analogues",
        fields={
            "name": "Vitamin D analogues for the skin",
            "slug": "vitamin-d-analogues",
            "short_definition": (
                "Creams, ointments and scalp liquids for psoriasis that act on skin cells as vitamin D does."
            ),
            "mechanism": (
                "They slow the growth of skin cells, help them to mature, and change immune signals in the skin."
            ),
            "atc_prefix": "D05AX",
        },
        rows={
            "aliases": [
                {"text": "topical vitamin D analogues", "kind": "also_called"},
                {"text": "vitamin D analogs", "kind": "see_reference", "display": False},
            ],
            "treatments": [
                {
                    "condition": Ref("entity", "plaque-psoriasis"),
                    "line": "first",
                    "source": Ref("source", "nice-cg153"),
                }
            ],
        },
    ),
]
