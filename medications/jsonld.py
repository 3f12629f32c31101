"""schema.org descriptions of medical pages, made from the model's data alone.

``lastReviewed`` and ``reviewedBy`` belong to the web page; schema.org gives ``Drug`` no indication, so what a medicine
treats stands in the page's ``about``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cms.core.blocks.rules import plain_text
from cms.core.image_presets import CARD
from cms.core.rendering import structured_data
from medications import gathering, representation

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext
    from medications.models.articles import ArticlePage
    from medications.models.content import ContentPage
    from medications.models.guides import HowToGuidePage
    from medications.models.hubs import TopicHubPage

Node = dict[str, Any]

TYPE_OF_KIND = {"medicine": "Drug", "medicine_class": "DrugClass", "condition": "MedicalCondition"}
CODING_SYSTEMS = {
    "rxcui": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "atc": "http://www.whocc.no/atc",
    "unii": "http://fdasis.nlm.nih.gov",
    "ndc": "http://hl7.org/fhir/sid/ndc",
    "mesh": "http://id.nlm.nih.gov/mesh",
    "icd10": "http://hl7.org/fhir/sid/icd-10",
    "snomed": "http://snomed.info/sct",
}


def of_page(page: ContentPage, context: RenderContext) -> Node:
    """The whole graph of a content page."""
    entity = page.json_ld_entity(context)
    nodes = [
        _web_page(page, entity, context),
        structured_data.breadcrumbs(page, context),
        structured_data.publisher(context),
    ]
    return structured_data.graph(*nodes, *([entity] if entity is not None else []))


def _web_page(page: ContentPage, entity: Node | None, context: RenderContext) -> Node:
    url = context.html_url_of(page)
    citations = [context.reference("source", row.source_id) for row in page.page_sources.all()]
    image = context.image_of_id(page.card_image_id, preset=CARD)
    return {
        "@type": "MedicalWebPage",
        "@id": f"{url}#webpage",
        "url": url,
        "name": page.title,
        "description": page.search_description or page.summary,
        "inLanguage": page.locale.language_code,
        "datePublished": _iso(page.first_published_at),
        "dateModified": _iso(page.last_published_at),
        "lastReviewed": _iso(page.reviewed_on),
        "author": _people(page, "author", context),
        "reviewedBy": _people(page, "reviewer", context),
        "audience": _audience(page),
        "about": _named(_about(page), context),
        "mentions": _named(
            [row.entity_id for row in page.page_topics.all() if row.weight == "secondary"], context
        ),
        "citation": [_citation(source) for source in citations if source is not None],
        "primaryImageOfPage": {"@type": "ImageObject", "url": image["src"]} if image else None,
        "mainEntity": {"@id": entity["@id"]} if entity is not None else None,
        "publisher": {"@id": structured_data.publisher_id(context)},
    }


def _about(page: ContentPage) -> list[int]:
    primary = [row.entity_id for row in page.page_topics.all() if row.weight == "primary"]
    return list(dict.fromkeys([*page.subject_entity_ids(), *primary]))


def _audience(page: ContentPage) -> Node:
    if page.import_nature == "professional":
        return {"@type": "MedicalAudience", "audienceType": "Clinician"}
    return {"@type": "Patient"}


def _people(page: ContentPage, role: str, context: RenderContext) -> list[Node]:
    rows = [row.contributor_id for row in page.page_contributions.all() if row.role == role]
    return [
        {"@type": "Person", "name": person["name"], "jobTitle": person["role"]}
        for person in context.references("contributor", rows)
    ]


def _named(entity_ids: list[int], context: RenderContext) -> list[Node]:
    return [_name(reference, context) for reference in context.references("entity", entity_ids)]


def _name(reference: Node, context: RenderContext) -> Node:
    path = reference["path"]
    return {
        "@type": TYPE_OF_KIND[reference["kind"]],
        "name": reference["name"],
        "url": context.site.root_url + path if path else None,
    }


def _citation(source: Node) -> Node:
    return {
        "@type": "CreativeWork",
        "name": source["title"],
        "publisher": {"@type": "Organization", "name": source["publisher"]} if source["publisher"] else None,
        "datePublished": str(source["year"]) if source["year"] else None,
        "url": source["url"] or (f"https://doi.org/{source['doi']}" if source["doi"] else None),
    }


def _iso(moment: Any) -> str | None:
    return moment.isoformat() if moment is not None else None


def hub_subject(hub: TopicHubPage, context: RenderContext) -> Node | None:
    """The class, condition or medicine a hub is about, with the list of its pages."""
    subject = context.reference("entity", hub.subject_id)
    if subject is None:
        return None
    url = context.html_url_of(hub)
    cards = gathering.represent(hub, context)["cards"]
    return {
        "@type": TYPE_OF_KIND[subject["kind"]],
        "@id": f"{url}#subject",
        "name": subject["name"],
        "alternateName": representation.also_called(hub, context),
        "description": subject["short_definition"],
        "subjectOf": {
            "@type": "ItemList",
            "numberOfItems": len(cards),
            "itemListElement": [
                {
                    "@type": "ListItem",
                    "position": place,
                    "name": card["title"],
                    "url": context.site.root_url + card["path"],
                }
                for place, card in enumerate(cards, start=1)
            ],
        },
    }


def drug(medicine_id: int | None, context: RenderContext) -> Node | None:
    """A medicine with its names, classes, codes, boxed warning and interactions."""
    from medications import selectors

    facts = representation.medicine(medicine_id, context)
    if facts is None or medicine_id is None:
        return None
    generic = facts["brand_of"] or facts
    warning = facts["boxed_warning"]
    others = [row.other_id for row in selectors.interactions_of([medicine_id], context)]
    return {
        "@type": "Drug",
        "@id": f"{context.site.root_url}/#medicine-{medicine_id}",
        "name": facts["name"],
        "nonProprietaryName": generic["name"],
        "alternateName": [*facts["also_called"], *(brand["name"] for brand in facts["brands"])],
        "description": facts["short_definition"],
        "drugClass": [{"@type": "DrugClass", "name": row["name"]} for row in facts["classes"]],
        "dosageForm": facts["forms"],
        "administrationRoute": ", ".join(facts["routes"]),
        "mechanismOfAction": facts["mechanism"],
        "activeIngredient": [row["name"] for row in facts["ingredients"]],
        "warning": warning["text"] if warning else None,
        # By name alone: a reference would bring the page about each, which is not shown here.
        "interactingDrug": [
            {"@type": "Drug", "name": entity.name}
            for entity in context.public_objects_in_order("entity", others)
            if entity.kind == "medicine"
        ],
        "code": [
            {"@type": "MedicalCode", "codeValue": row["code"], "codingSystem": CODING_SYSTEMS[row["system"]]}
            for row in facts["identifiers"]
        ],
    }


def how_to(guide: HowToGuidePage, context: RenderContext) -> Node:
    """A guide's steps, supplies and time."""
    url = context.html_url_of(guide)
    steps = [item["value"] for item in representation.steps(guide, context)]
    return {
        "@type": "HowTo",
        "@id": f"{url}#howto",
        "name": guide.title,
        "description": guide.goal or guide.summary,
        "totalTime": f"PT{guide.total_time}M" if guide.total_time else None,
        "supply": [{"@type": "HowToSupply", "name": row.text} for row in guide.materials.all()],
        "step": [
            {
                "@type": "HowToStep",
                "position": place,
                "name": step["title"],
                "text": plain_text(step["instruction"]),
            }
            for place, step in enumerate(steps, start=1)
        ],
    }


def article(page: ArticlePage, context: RenderContext) -> Node:
    """An article; who reviewed it stands with the web page."""
    url = context.html_url_of(page)
    return {
        "@type": "NewsArticle" if page.kind == "news" else "Article",
        "@id": f"{url}#article",
        "headline": page.title,
        "description": page.summary,
        "datePublished": _iso(page.first_published_at),
        "dateModified": _iso(page.last_published_at),
        "author": _people(page, "author", context),
        "publisher": {"@id": structured_data.publisher_id(context)},
        "mainEntityOfPage": {"@id": f"{url}#webpage"},
    }
