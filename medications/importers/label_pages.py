"""A drug label as a drug page."""

from __future__ import annotations

import html

from medications.importers.label_blocks import label_body
from medications.importers.label_names import MedicineNames
from medications.importers.pages import PageContent
from medications.importers.records import LabelRecord
from medications.importers.rich_text import fitting
from medications.models import Audience, SourceNature, TopicWeight

SOURCE = "openFDA drug labels"
CATEGORY = "Drug labels"
DAILYMED = "https://dailymed.nlm.nih.gov/dailymed/drugInfo.cfm?setid="
OVER_THE_COUNTER = "HUMAN OTC DRUG"


def label_page(
    record: LabelRecord,
    names: MedicineNames,
    *,
    medicine_id: int,
    brand_id: int | None,
    class_ids: tuple[int, ...],
    source_id: int,
    category_id: int,
    digest: str,
) -> PageContent:
    """The page of one label. Its topics: what it is about, then the classes of its medicine."""
    about = [medicine_id] if brand_id is None else [medicine_id, brand_id]
    secondary = [pk for pk in class_ids if pk not in about]
    summary = fitting(
        f"{kind_of_label(record)} of {names.product}{_by(record)}. Written for health professionals; not rewritten or "
        "reviewed for patients.",
        300,
    )
    return PageContent(
        title=fitting(f"{names.product}: {kind_of_label(record).lower()}", 255),
        slug=f"{names.product} label",
        fields={
            "medicine_id": medicine_id,
            "audience": Audience.ALL,
            "summary": summary,
            "search_description": summary,
            "category_id": category_id,
            "body": label_body(record, notice(record, names)),
            "import_source": SOURCE,
            "import_url": DAILYMED + record.set_id,
            "import_id": fitting(record.set_id, 100),
            "import_digest": digest,
            "import_version": version(record),
            "import_nature": SourceNature.PROFESSIONAL,
        },
        topics=[(pk, TopicWeight.PRIMARY) for pk in about]
        + [(pk, TopicWeight.SECONDARY) for pk in secondary],
        sources=[source_id],
    )


def kind_of_label(record: LabelRecord) -> str:
    return "Drug facts label" if OVER_THE_COUNTER in record.product_types else "Prescribing information"


def version(record: LabelRecord) -> str:
    """Which label: its version and date where the record gives them, else its id."""
    known = [f"version {record.version}"] if record.version else []
    known += [f"effective {record.effective_date:%d %B %Y}"] if record.effective_date else []
    return fitting(f"Label {', '.join(known)}" if known else f"Label {record.id}, undated", 100)


def manufacturers(record: LabelRecord) -> str:
    return fitting(", ".join(record.manufacturers), 150)


def notice(record: LabelRecord, names: MedicineNames) -> str:
    """What readers are told before anything else, as rich text."""
    product, by = html.escape(names.product, quote=False), html.escape(_by(record), quote=False)
    which = html.escape(version(record), quote=False)
    return (
        f"<p>This is the professional labelling of {product}{by}, as the manufacturer gave it to the US Food and Drug "
        f"Administration ({which}). It has not been rewritten or reviewed for patients. Ask your doctor or pharmacist "
        "before you act on it.</p>"
    )


def _by(record: LabelRecord) -> str:
    return f" by {manufacturers(record)}" if record.manufacturers else ""
