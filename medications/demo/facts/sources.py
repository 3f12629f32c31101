"""What the texts rest on. Only publications that exist, with addresses that are stable."""

from __future__ import annotations

from typing import Any

from medications.demo.texts import ObjectText

_DRUGS_AT_FDA = "https://www.accessdata.fda.gov/scripts/cder/daf/index.cfm?event=overview.process&ApplNo={}"
_NICE = "National Institute for Health and Care Excellence (NICE)"
_MHRA = "Medicines and Healthcare products Regulatory Agency (MHRA)"
_DRUG_SAFETY_UPDATE = "https://www.gov.uk/drug-safety-update/{}"


def _source(key: str, **fields: Any) -> ObjectText:
    return ObjectText(model="medications.Source", key=key, fields=fields)


def _label(key: str, product: str, application: str) -> ObjectText:
    return _source(
        key,
        kind="label",
        title=f"{product}: prescribing information",
        publisher="US Food and Drug Administration (FDA)",
        url=_DRUGS_AT_FDA.format(application),
    )


def _summary(key: str, product: str, url: str = "https://www.medicines.org.uk/emc") -> ObjectText:
    """The European counterpart of the label, which gives side effects in frequency bands."""
    return _source(
        key,
        kind="label",
        title=f"{product}: summary of product characteristics",
        publisher="electronic medicines compendium (emc)"
        if "emc" in url
        else "European Medicines Agency (EMA)",
        url=url,
    )


SOURCES = [
    _label("elidel-label", "Elidel (pimecrolimus) cream, 1%", "021302"),
    _label("protopic-label", "Protopic (tacrolimus) ointment, 0.03% and 0.1%", "050777"),
    _label("elocon-label", "Elocon (mometasone furoate) cream, 0.1%", "019625"),
    _label("dovonex-label", "Dovonex (calcipotriene) cream, 0.005%", "020554"),
    _summary("elidel-summary", "Elidel (pimecrolimus) 10 mg/g cream"),
    _summary(
        "protopic-summary",
        "Protopic (tacrolimus) ointment, 0.03% and 0.1%",
        "https://www.ema.europa.eu/en/medicines/human/EPAR/protopic",
    ),
    _summary("elocon-summary", "Elocon (mometasone furoate) 0.1% cream and ointment"),
    _summary("calcipotriol-summary", "Calcipotriol 50 micrograms/g ointment"),
    _source(
        "nice-ta82",
        kind="guideline",
        title="Tacrolimus and pimecrolimus for atopic eczema (TA82)",
        publisher=_NICE,
        year=2004,
        url="https://www.nice.org.uk/guidance/ta82",
    ),
    _source(
        "nice-cg57",
        kind="guideline",
        title="Atopic eczema in under 12s: diagnosis and management (CG57)",
        publisher=_NICE,
        year=2007,
        url="https://www.nice.org.uk/guidance/cg57",
    ),
    _source(
        "nice-cg153",
        kind="guideline",
        title="Psoriasis: assessment and management (CG153)",
        publisher=_NICE,
        year=2012,
        url="https://www.nice.org.uk/guidance/cg153",
    ),
    _source(
        "mhra-2021",
        kind="regulator_notice",
        title="Topical corticosteroids: information on the risk of topical steroid withdrawal reactions",
        publisher=_MHRA,
        year=2021,
        url=_DRUG_SAFETY_UPDATE.format(
            "topical-corticosteroids-information-on-the-risk-of-topical-steroid-withdrawal-reactions"
        ),
    ),
    _source(
        "mhra-2024",
        kind="regulator_notice",
        title=(
            "Topical steroids: introduction of new labelling and a reminder of the possibility of severe side "
            "effects, including Topical Steroid Withdrawal Reactions"
        ),
        publisher=_MHRA,
        year=2024,
        url=_DRUG_SAFETY_UPDATE.format(
            "topical-steroids-introduction-of-new-labelling-and-a-reminder-of-the-possibility-of-severe-side-effects"
            "-including-topical-steroid-withdrawal-reactions"
        ),
    ),
    _source(
        "bnf-steroids",
        kind="other",
        title="Topical corticosteroids: treatment summary",
        publisher="British National Formulary (BNF)",
        url="https://bnf.nice.org.uk/treatment-summaries/topical-corticosteroids/",
    ),
    _source(
        "patel-1998",
        kind="other",
        title="Compatibility of calcipotriene with other topical medications",
        publisher="Journal of the American Academy of Dermatology",
        year=1998,
    ),
]
