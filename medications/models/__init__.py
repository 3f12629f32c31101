"""Entities, what supports them, and the pages about them."""

from medications.models.articles import ArticleIndexPage, ArticleKind, ArticlePage, ComparisonSubject
from medications.models.classes import MedicineClass
from medications.models.conditions import Condition
from medications.models.content import ContentPage, SourceNature, UpdateType
from medications.models.contributors import Contributor, Credential, CredentialKind
from medications.models.drugs import Audience, DrugPage, MedicationIndexPage
from medications.models.entities import Alias, AliasKind, Entity, EntityKind, Identifier
from medications.models.guides import (
    CommonMistake,
    GuideIndexPage,
    GuideMaterial,
    GuideMedicine,
    HowToGuidePage,
)
from medications.models.hubs import (
    CollectionExclusion,
    CollectionPin,
    HubAlias,
    KeyEntity,
    KeyEntityRole,
    TopicHubPage,
    TopicIndexPage,
)
from medications.models.medicines import (
    ClassMembership,
    Component,
    Medicine,
    MedicineKind,
    PrescriptionStatus,
)
from medications.models.mentions import EntityMention, MentionSource
from medications.models.page_parts import (
    ContributionRole,
    PageContribution,
    PageSource,
    PageTopic,
    RelatedExclusion,
    RelatedPin,
    TopicWeight,
)
from medications.models.relations import (
    Evidence,
    Interaction,
    Partnership,
    Severity,
    Treatment,
    TreatmentLine,
)
from medications.models.sources import Source, SourceKind
from medications.models.taxonomy import Category, Disclaimer

__all__ = [
    "Alias",
    "AliasKind",
    "ArticleIndexPage",
    "ArticleKind",
    "ArticlePage",
    "Audience",
    "Category",
    "ClassMembership",
    "CollectionExclusion",
    "CollectionPin",
    "CommonMistake",
    "ComparisonSubject",
    "Component",
    "Condition",
    "ContentPage",
    "ContributionRole",
    "Contributor",
    "Credential",
    "CredentialKind",
    "Disclaimer",
    "DrugPage",
    "Entity",
    "EntityKind",
    "EntityMention",
    "Evidence",
    "GuideIndexPage",
    "GuideMaterial",
    "GuideMedicine",
    "HowToGuidePage",
    "HubAlias",
    "Identifier",
    "Interaction",
    "KeyEntity",
    "KeyEntityRole",
    "MedicationIndexPage",
    "Medicine",
    "MedicineClass",
    "MedicineKind",
    "MentionSource",
    "PageContribution",
    "PageSource",
    "PageTopic",
    "Partnership",
    "PrescriptionStatus",
    "RelatedExclusion",
    "RelatedPin",
    "Severity",
    "Source",
    "SourceKind",
    "SourceNature",
    "TopicHubPage",
    "TopicIndexPage",
    "TopicWeight",
    "Treatment",
    "TreatmentLine",
    "UpdateType",
]
