from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "cms.publishing"
    label = "publishing"
    verbose_name = "Publishing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.events import services as events
        from cms.publishing import clock, rehearsal, signal_handlers

        signal_handlers.connect()
        clock.register_chore(
            "events", lambda now, lag, limit: events.deliver_due(now=now, lag=lag, limit=limit).delivered
        )
        clock.register_chore("rehearsals", rehearsal.chore)
