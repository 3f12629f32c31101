from django.apps import AppConfig


class RelatedConfig(AppConfig):
    name = "cms.related"
    label = "related"
    verbose_name = "Related pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.publishing import clock
        from cms.related import consumers, full

        consumers.register()
        clock.register_chore(
            "related", lambda now, lag, limit: full.keep_up(now=now, lag=lag, limit=limit).done
        )
