"""What a drug label says of medicines and classes."""

from __future__ import annotations

from medications.identifiers import CodeSystem
from medications.importers.clean import plain_text
from medications.importers.facts import MOST_DEFINITION, AliasFact, EntityFacts, valid_codes
from medications.importers.label_names import MedicineNames
from medications.importers.label_pages import OVER_THE_COUNTER, manufacturers
from medications.importers.records import LabelRecord
from medications.importers.rich_text import fitting
from medications.models import AliasKind, Medicine, MedicineClass, MedicineKind, PrescriptionStatus

_ROUTES = {
    "ORAL": "by mouth",
    "TOPICAL": "on the skin",
    "INTRAVENOUS": "into a vein",
    "SUBCUTANEOUS": "under the skin",
    "INTRAMUSCULAR": "into a muscle",
    "OPHTHALMIC": "in the eye",
    "RESPIRATORY (INHALATION)": "breathed in",
    "NASAL": "in the nose",
    "RECTAL": "in the rectum",
    "VAGINAL": "in the vagina",
    "SUBLINGUAL": "under the tongue",
    "BUCCAL": "in the cheek",
    "TRANSDERMAL": "through the skin",
    "AURICULAR (OTIC)": "in the ear",
}


def class_facts(name: str) -> EntityFacts:
    """An established pharmacologic class."""
    definition = (
        f"{name}: a pharmacologic class of medicines, as the US Food and Drug Administration names it."
    )
    return EntityFacts(MedicineClass, fitting(name, 255), fitting(definition, MOST_DEFINITION))


def part_facts(name: str) -> EntityFacts:
    """An ingredient known only as a part of a combination."""
    return EntityFacts(
        Medicine,
        fitting(name, 255),
        fitting(f"{name} is an active ingredient of combined medicines.", MOST_DEFINITION),
        fields=(("medicine_kind", MedicineKind.INGREDIENT.value),),
    )


def ingredient_facts(
    record: LabelRecord,
    names: MedicineNames,
    *,
    classes: tuple[int, ...],
    components: tuple[int, ...],
    source_id: int,
) -> EntityFacts:
    """The ingredient or combination in the label's product, with the label's boxed warning and its source."""
    kind = MedicineKind.COMBINATION if components else MedicineKind.INGREDIENT
    fields = (
        ("medicine_kind", kind.value),
        ("routes", fitting(", ".join(routes(record)), 255)),
        ("prescription_status", prescription_status(record)),
        *_warning(record, source_id),
    )
    single = len(record.substances) == 1 and len(record.unii) == 1
    return EntityFacts(
        Medicine,
        names.name,
        _ingredient_definition(record, names, is_combination=bool(components)),
        fields=fields,
        aliases=tuple(AliasFact(text, AliasKind.ALSO_CALLED.value) for text in names.aliases),
        identifiers=valid_codes(CodeSystem.UNII, record.unii) if single else (),
        classes=classes,
        components=components,
    )


def brand_facts(record: LabelRecord, names: MedicineNames, *, ingredient_id: int) -> EntityFacts:
    """The brand. Codes of products (RxCUI, NDC) are its own; an ingredient has too many products to bear theirs."""
    by = f" by {manufacturers(record)}" if record.manufacturers else ""
    return EntityFacts(
        Medicine,
        names.brand,
        fitting(
            f"{names.brand} is a brand of {names.name[:1].lower()}{names.name[1:]}{by}.", MOST_DEFINITION
        ),
        fields=(
            ("medicine_kind", MedicineKind.BRAND.value),
            ("brand_of_id", ingredient_id),
            ("routes", fitting(", ".join(routes(record)), 255)),
            ("prescription_status", prescription_status(record)),
        ),
        aliases=tuple(AliasFact(text, AliasKind.BRAND.value) for text in names.brand_aliases),
        identifiers=valid_codes(CodeSystem.RXCUI, record.rxcui)
        + valid_codes(CodeSystem.NDC, record.product_ndc),
    )


def routes(record: LabelRecord) -> list[str]:
    """How it is given, in ordinary words; a comma would part one route into two."""
    return [_ROUTES.get(route, route.lower().replace(",", "")) for route in record.routes]


def prescription_status(record: LabelRecord) -> str:
    if not record.product_types:
        return ""
    over_the_counter = OVER_THE_COUNTER in record.product_types
    if over_the_counter and len(record.product_types) > 1:
        return PrescriptionStatus.MIXED.value
    return (
        PrescriptionStatus.OVER_THE_COUNTER if over_the_counter else PrescriptionStatus.PRESCRIPTION
    ).value


def _warning(record: LabelRecord, source_id: int) -> tuple[tuple[str, object], ...]:
    if record.boxed_warning is None:
        return ()
    return (
        ("boxed_warning", plain_text(record.boxed_warning.html)),
        ("boxed_warning_source_id", source_id),
        ("boxed_warning_date", record.effective_date),
    )


def _ingredient_definition(record: LabelRecord, names: MedicineNames, *, is_combination: bool) -> str:
    what = "a combination of active ingredients" if is_combination else "an active ingredient of medicines"
    classes = f" Class: {', '.join(record.pharm_class_epc)}." if record.pharm_class_epc else ""
    given = f" Given {', '.join(routes(record))}." if record.routes else ""
    return fitting(f"{names.name} is {what}.{classes}{given}", MOST_DEFINITION)
