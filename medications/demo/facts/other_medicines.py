"""Medicines that the pages name and that have no page of their own."""

from __future__ import annotations

from medications.demo.texts import ObjectText, Ref, Row

_STEROID_CLASS: list[Row] = [{"drug_class": Ref("entity", "topical-corticosteroids")}]

OTHER_MEDICINES = [
    ObjectText(
        model="medications.Medicine",
        key="hydrocortisone",
        fields={
            "name": "Hydrocortisone",
            "slug": "hydrocortisone",
            "short_definition": "A mild steroid; as a cream or ointment, it is often the first one used on the skin.",
            "routes": "on the skin",
            "forms": "cream, ointment",
            "prescription_status": "mixed",
        },
        rows={
            "aliases": [{"text": "hydrocortizone", "kind": "misspelling", "display": False}],
            "identifiers": [
                {"system": "atc", "code": "D07AA02"},
                {"system": "unii", "code": "WI4X0X7BPJ"},
            ],
            "memberships": _STEROID_CLASS,
        },
    ),
    ObjectText(
        model="medications.Medicine",
        key="betamethasone",
        fields={
            "name": "Betamethasone",
            "slug": "betamethasone",
            "short_definition": "A strong steroid for the skin; betamethasone valerate 0.1% is a common form.",
            "routes": "on the skin",
            "forms": "cream, ointment, lotion",
            "prescription_status": "prescription",
        },
        rows={
            "aliases": [
                {"text": "betamethasone valerate", "kind": "also_called"},
                {"text": "Betnovate", "kind": "brand"},
            ],
            "identifiers": [{"system": "atc", "code": "D07AC01"}],
            "memberships": _STEROID_CLASS,
        },
    ),
    ObjectText(
        model="medications.Medicine",
        key="clobetasol",
        fields={
            "name": "Clobetasol",
            "slug": "clobetasol",
            "short_definition": "A very strong steroid for the skin, for short courses on thick or stubborn patches.",
            "routes": "on the skin",
            "forms": "cream, ointment, scalp solution, foam",
            "prescription_status": "prescription",
        },
        rows={
            "aliases": [
                {"text": "clobetasol propionate", "kind": "usan"},
                {"text": "Dermovate", "kind": "brand"},
                {"text": "Temovate", "kind": "brand"},
            ],
            "identifiers": [{"system": "atc", "code": "D07AD01"}],
            "memberships": _STEROID_CLASS,
        },
    ),
    ObjectText(
        model="medications.Medicine",
        key="ketoconazole",
        fields={
            "name": "Ketoconazole",
            "slug": "ketoconazole",
            "short_definition": "A medicine for fungal infections, as tablets, cream or shampoo.",
            "routes": "by mouth, on the skin",
            "forms": "tablet, cream, shampoo",
        },
        rows={
            "identifiers": [
                {"system": "atc", "code": "J02AB02"},
                {"system": "unii", "code": "R9400W927I"},
            ]
        },
    ),
    ObjectText(
        model="medications.Medicine",
        key="salicylic-acid",
        fields={
            "name": "Salicylic acid",
            "slug": "salicylic-acid",
            "short_definition": "A substance that softens and lifts scale, found in creams, ointments and shampoos.",
            "routes": "on the skin",
            "forms": "cream, ointment, shampoo, gel",
            "prescription_status": "mixed",
        },
    ),
]
