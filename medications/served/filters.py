"""What the list of entities can be narrowed down by."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Lower

from cms.core.served import Filter
from medications.identifiers import CodeSystem
from medications.models import Alias, EntityKind, Identifier, MedicineClass

MOST_WORDS = 10
# A word of a name begins the name or follows one of these.
BEFORE_WORDS = (" ", "-", "(", "/")


def _of_kind(entities: QuerySet[Any], text: str) -> QuerySet[Any]:
    return entities.filter(kind=text)


def _named(entities: QuerySet[Any], text: str) -> QuerySet[Any]:
    return entities.filter(name__iexact=text.strip())


def _with_slug(entities: QuerySet[Any], text: str) -> QuerySet[Any]:
    return entities.filter(slug=text)


def _beginning_with(entities: QuerySet[Any], text: str) -> QuerySet[Any]:
    if len(text) != 1:
        raise ValueError("Give one character.")
    # SQLite knows the capitals of ASCII letters only.
    return entities.filter(
        Q(name__istartswith=text) | Q(name__startswith=text.upper()) | Q(name__startswith=text.lower())
    )


def _with_identifier(entities: QuerySet[Any], text: str) -> QuerySet[Any]:
    system, _, code = text.partition(":")
    system, code = system.strip().lower(), code.strip().upper()
    if system not in CodeSystem.values or not code:
        known = ", ".join(CodeSystem.values)
        raise ValueError(f"Write system:code, such as atc:D11AH02. Systems: {known}.")
    has_it = Q(Exists(Identifier.objects.filter(entity=OuterRef("pk"), system=system, code=code)))
    if system == CodeSystem.ATC:
        has_it |= Q(Exists(MedicineClass.objects.filter(pk=OuterRef("pk"), atc_prefix=code)))
    return entities.filter(has_it)


def _found(entities: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Each word begins a word of the name or of an alias, misspellings among them; the nearest names first."""
    words = text.split()
    if len(words) > MOST_WORDS:
        raise ValueError(f"Search for at most {MOST_WORDS} words.")
    if not words:
        return entities.none()
    aliases = Alias.objects.filter(entity=OuterRef("pk"))
    for word in words:
        by_alias = Exists(aliases.filter(_has_word("text", word)))
        entities = entities.filter(_has_word("name", word) | Q(by_alias))
    wanted = " ".join(words)
    nearness = Case(
        When(name__iexact=wanted, then=Value(0)),
        When(Exists(aliases.filter(text__iexact=wanted)), then=Value(1)),
        When(name__istartswith=wanted, then=Value(2)),
        default=Value(3),
    )
    return entities.order_by(nearness, Lower("name"), "pk")


def _has_word(column: str, word: str) -> Q:
    has_it = Q(**{f"{column}__istartswith": word})
    for sign in BEFORE_WORDS:
        has_it |= Q(**{f"{column}__icontains": f"{sign}{word}"})
    return has_it


FILTERS = {
    "kind": Filter("Only this kind.", _of_kind, tuple(EntityKind.values)),
    "name": Filter("Only what has exactly this name, in capitals or not.", _named),
    "slug": Filter("Only what has exactly this slug; it is the only one of its kind.", _with_slug),
    "letter": Filter("Only names that begin with this character: for an index from A to Z.", _beginning_with),
    "identifier": Filter(
        f"Only what has this code, as `system:code`: {', '.join(CodeSystem.values)}. The ATC code of a class is the "
        "beginning of those of its members.",
        _with_identifier,
    ),
    "search": Filter(
        "Beginnings of words of a name or an alias; all must be there. Brands and common misspellings find what they "
        "stand for. The nearest names come first where no order is asked for.",
        _found,
    ),
}
