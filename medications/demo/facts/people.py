"""Who wrote and who reviewed: fictional people, and their biographies say so."""

from __future__ import annotations

from medications.demo.texts import DaysFromNow, ObjectText

_NO_INTERESTS = "No interests: this person does not exist."

PEOPLE = [
    ObjectText(
        model="medications.Contributor",
        key="maya-ellison",
        fields={
            "name": "Maya Ellison",
            "role": "Medicines writer",
            "bio": (
                "Demonstration author. Maya is a fictional person who stands for the writer of a page; the texts "
                "under this name were written to show what Formulary does."
            ),
            "disclosures": _NO_INTERESTS,
        },
    ),
    ObjectText(
        model="medications.Contributor",
        key="tomas-reyes",
        fields={
            "name": "Tomas Reyes",
            "prefix": "Dr",
            "suffix": "PharmD",
            "role": "Clinical pharmacist, dermatology",
            "bio": (
                "Demonstration reviewer. Tomas is a fictional person with a fictional credential: no clinician has "
                "reviewed these demonstration texts. Replace this person with your own reviewer."
            ),
            "disclosures": _NO_INTERESTS,
            "is_clinical_reviewer": True,
        },
        rows={
            "credentials": [
                {
                    "kind": "licence",
                    "title": "Pharmacist (demonstration)",
                    "body": "Demonstration Board of Pharmacy (fictional)",
                    "valid_from": DaysFromNow(-2000),
                    "valid_to": DaysFromNow(2000),
                }
            ]
        },
    ),
]
