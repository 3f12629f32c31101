"""What a drug label's medicine is called: ingredient, combination and brand, in ordinary spelling."""

from __future__ import annotations

import re
from dataclasses import dataclass

from medications.importers.records import LabelRecord

_PARTS = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+|\s*/\s*|\s*;\s*", re.IGNORECASE)
_DOSE = re.compile(r"\d")
MOST_NAME = 255
# A description of a product rather than a name: "Advanced peach and chamomile tea dry spray ...".
LONG_NAME = 4


@dataclass(frozen=True, slots=True)
class MedicineNames:
    """``name`` of the ingredient or combination, ``aliases`` of it, ``parts`` of a combination (else empty).

    ``brand`` is "" where the product bears the name of its ingredient; ``brand_aliases`` are the brand's other names.
    ``product`` is what the label's page is called.
    """

    name: str
    aliases: tuple[str, ...]
    parts: tuple[str, ...]
    brand: str
    brand_aliases: tuple[str, ...]
    product: str


def names_of(record: LabelRecord) -> MedicineNames:
    """The names, from the label's generic, substance and brand names; "" as name where the label has none."""
    generics = _distinct(record.generic_names)
    substances = _distinct(record.substances)
    parts = _parts(generics, substances)
    name = _ingredient(generics, substances, parts)
    brands = [b for b in _distinct(record.brand_names) if not _is_generic_name(b, generics + substances)]
    brands.sort(key=len)
    brand = brand_case(brands[0])[:MOST_NAME] if brands else ""
    own = [ordinary_case(text) for text in [*generics, *(substances if len(substances) == 1 else [])]]
    aliases = [
        text for text in own if not parts and text.lower().startswith(name.lower()) and not _DOSE.search(text)
    ]
    product = ordinary_case(record.brand_names[0]) if record.brand_names and not brand else name
    return MedicineNames(
        name=name,
        aliases=tuple(
            text for text in _distinct(tuple(aliases)) if text.lower() != name.lower() and len(text) < 80
        ),
        parts=tuple(ordinary_case(part) for part in parts),
        brand=brand,
        brand_aliases=tuple(brand_case(other)[:MOST_NAME] for other in brands[1:]),
        product=f"{brand} ({name[:1].lower()}{name[1:]})" if brand else product,
    )


def ordinary_case(name: str) -> str:
    """ "ABACAVIR SULFATE" as "Abacavir sulfate"; a name that is not all capitals stays as it is."""
    if name.upper() != name:
        return name[:1].upper() + name[1:]
    words = [word if _is_abbreviation(word) else word.lower() for word in name.split(" ")]
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def brand_case(name: str) -> str:
    """ "MAXALT-MLT" as "Maxalt-MLT"; a name that is not all capitals stays as it is."""
    if name.lower() == name:
        return name[:1].upper() + name[1:]
    if name.upper() != name:
        return name
    return re.sub(
        r"[A-Z]+", lambda word: word.group() if _is_abbreviation(word.group()) else word.group().title(), name
    )


def _is_abbreviation(word: str) -> bool:
    return (
        len(word) <= 4
        and word.isalpha()
        and (not re.search("[AEIOUY]", word) or word in {"XR", "ER", "SR", "IL", "IV", "HCL"})
    )


def _parts(generics: tuple[str, ...], substances: tuple[str, ...]) -> tuple[str, ...]:
    """The ingredients of a combination: its substances, or what its generic name lists; empty if it is none."""
    if len(substances) > 1:
        return substances
    if substances or not generics:
        return ()
    parts = tuple(part.strip() for part in _PARTS.split(generics[0]) if part and part.strip())
    return parts if len(_distinct(parts)) > 1 else ()


def _ingredient(generics: tuple[str, ...], substances: tuple[str, ...], parts: tuple[str, ...]) -> str:
    """The generic name without form and strength, where the substance tells which words are the name."""
    generic = generics[0] if generics else ""
    if parts or len(substances) != 1 or not generic:
        return ordinary_case(generic or (substances[0] if substances else ""))[:MOST_NAME]
    substance = substances[0]
    is_inside = f" {substance.lower()} " in f" {generic.lower()} "
    is_foreign = len(generic.split()) > LONG_NAME and not _shared_words(generic, substance)
    return ordinary_case(substance if is_inside or is_foreign else generic)[:MOST_NAME]


def _shared_words(one: str, other: str) -> set[str]:
    return set(one.lower().split()) & set(other.lower().split())


def _is_generic_name(brand: str, names: tuple[str, ...]) -> bool:
    """Whether a product's name begins as its ingredient's does: "Cefoxitin" for cefoxitin sodium."""
    first = re.split(r"[\s,]", brand.lower())[0]
    return any(re.split(r"[\s,]", name.lower())[0] == first for name in names)


def _distinct(texts: tuple[str, ...]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for text in texts:
        found.setdefault(text.lower(), text)
    return tuple(found.values())
