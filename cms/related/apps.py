from django.apps import AppConfig


class RelatedConfig(AppConfig):
    name = "cms.related"
    label = "related"
    verbose_name = "Related pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.publishing import clock, side_panels
        from cms.related import chore, consumers
        from cms.related.panels import related_panels

        consumers.register()
        side_panels.register("related", related_panels)
        clock.register_chore("related", chore.refreshing.chore)
