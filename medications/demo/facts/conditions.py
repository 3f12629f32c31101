"""The conditions that the medicines treat."""

from __future__ import annotations

from medications.demo.texts import ObjectText

CONDITIONS = [
    ObjectText(
        model="medications.Condition",
        key="atopic-eczema",
        fields={
            "name": "Atopic eczema",
            "slug": "atopic-eczema",
            "clinical_name": "Atopic dermatitis",
            "short_definition": (
                "A long-lasting condition that makes skin dry, itchy and inflamed, with flares that come and go."
            ),
            "body_area": "Skin",
            "red_flags": (
                "Painful, fast-spreading blisters or punched-out sores, with or without a fever\n"
                "Skin that is hot, swollen, weeping or crusted, with a fever or feeling unwell\n"
                "Red or sore skin over most of the body"
            ),
        },
        rows={
            "aliases": [
                {"text": "atopic dermatitis", "kind": "also_called"},
                {"text": "eczema", "kind": "also_called"},
                {"text": "AD", "kind": "abbreviation", "ambiguous": True},
                {"text": "excema", "kind": "misspelling", "display": False},
            ],
            "identifiers": [
                {"system": "icd10", "code": "L20.9"},
                {"system": "mesh", "code": "D003876"},
            ],
        },
    ),
    ObjectText(
        model="medications.Condition",
        key="plaque-psoriasis",
        fields={
            "name": "Psoriasis",
            "slug": "plaque-psoriasis",
            "clinical_name": "Plaque psoriasis",
            "short_definition": (
                "A long-lasting condition in which skin renews itself too fast and forms raised, scaly patches."
            ),
            "body_area": "Skin",
            "red_flags": (
                "Red, sore or peeling skin over most of the body, with shivering or feeling unwell\n"
                "Sudden small blisters filled with pus over a large area, with a fever"
            ),
        },
        rows={
            "aliases": [
                {"text": "plaque psoriasis", "kind": "also_called"},
                {"text": "psoriasis vulgaris", "kind": "also_called"},
                {"text": "psoriaisis", "kind": "misspelling", "display": False},
            ],
            "identifiers": [
                {"system": "icd10", "code": "L40.0"},
                {"system": "mesh", "code": "D011565"},
            ],
        },
    ),
]
