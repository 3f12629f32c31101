"""The sections of a drug label that are read: openFDA's field, the heading shown, and how the text repeats it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SectionKey:
    """`heading` is shown; `repeats` are the spellings that the text itself may open with, the longest first."""

    heading: str
    repeats: tuple[str, ...]
    loose: tuple[str, ...] = ()


def _key(heading: str, *repeats: str, loose: tuple[str, ...] = ()) -> SectionKey:
    spellings = {heading, *repeats, *(r.replace(" and ", " & ") for r in (heading, *repeats))}
    return SectionKey(heading, tuple(sorted(spellings, key=len, reverse=True)), loose)


# In the order of a printed label: prescription sections, then those that only over-the-counter labels have.
# `loose` spellings are headings even where a small letter follows ("Uses temporarily relieves ...").
SECTIONS: dict[str, SectionKey] = {
    "boxed_warning": _key("Boxed warning"),
    "active_ingredient": _key("Active ingredients", "Active ingredient", "Drug facts"),
    "purpose": _key("Purpose", "Purposes"),
    "indications_and_usage": _key(
        "Indications and usage", "Indications", "Indication", "Uses", "Use", loose=("Uses",)
    ),
    "dosage_and_administration": _key(
        "Dosage and administration", "Dosage", "Directions", "Directions for use", loose=("Directions",)
    ),
    "dosage_forms_and_strengths": _key("Dosage forms and strengths"),
    "contraindications": _key("Contraindications", "Contraindication"),
    "warnings_and_cautions": _key(
        "Warnings and precautions", "Warnings and cautions", "Warnings", "Precautions"
    ),
    "warnings": _key("Warnings", "Warning"),
    "precautions": _key("Precautions"),
    "do_not_use": _key("Do not use"),
    "ask_doctor": _key("Ask a doctor before use"),
    "ask_doctor_or_pharmacist": _key("Ask a doctor or pharmacist before use"),
    "when_using": _key("When using this product"),
    "stop_use": _key("Stop use and ask a doctor"),
    "pregnancy_or_breast_feeding": _key("Pregnancy or breast-feeding"),
    "keep_out_of_reach_of_children": _key("Keep out of reach of children"),
    "adverse_reactions": _key("Adverse reactions"),
    "drug_interactions": _key("Drug interactions", "Interactions"),
    "use_in_specific_populations": _key("Use in specific populations"),
    "pregnancy": _key("Pregnancy"),
    "nursing_mothers": _key("Nursing mothers"),
    "lactation": _key("Lactation"),
    "pediatric_use": _key("Pediatric use"),
    "geriatric_use": _key("Geriatric use"),
    "drug_abuse_and_dependence": _key("Drug abuse and dependence"),
    "overdosage": _key("Overdosage", "Overdose"),
    "description": _key("Description"),
    "clinical_pharmacology": _key("Clinical pharmacology"),
    "mechanism_of_action": _key("Mechanism of action"),
    "pharmacokinetics": _key("Pharmacokinetics"),
    "clinical_studies": _key("Clinical studies"),
    "how_supplied": _key("How supplied/storage and handling", "How supplied"),
    "storage_and_handling": _key("Storage and handling", "Storage", "How supplied/storage and handling"),
    "information_for_patients": _key("Patient counseling information", "Information for patients"),
    "inactive_ingredient": _key("Inactive ingredients", "Inactive ingredient"),
    "questions": _key("Questions", "Questions or comments"),
}
