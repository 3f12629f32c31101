from django.apps import AppConfig


class MedicationsConfig(AppConfig):
    name = "medications"
    label = "medications"
    verbose_name = "Medicines"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from cms.calendar import days, topics
        from cms.core import list_filters, references, served, suggestions
        from cms.publishing import projections
        from cms.related import description
        from medications.days import REVIEWS
        from medications.list_filters import list_filters as own_list_filters
        from medications.mentions.services import names_read_once
        from medications.mentions.services import project as project_mentions
        from medications.models import Entity
        from medications.permissions import ChooseOnlyPolicy
        from medications.references import kinds
        from medications.relating import source
        from medications.served import entities
        from medications.suggestions import entities as suggest_entities
        from medications.topics import TOPICS

        for kind in kinds():
            references.register(kind)
        for found in own_list_filters():
            list_filters.register(found)
        served.register(entities())
        suggestions.register("entity", suggest_entities)
        register_permission_policy(Entity, ChooseOnlyPolicy(Entity), exact_class=True)
        projections.register("mentions", project_mentions, together=names_read_once)
        days.register(REVIEWS)
        description.register("medications", source())
        topics.register(TOPICS)
