from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "cms.publishing"
    label = "publishing"
    verbose_name = "Publishing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.events import services as events
        from cms.publishing import clock, notices, pending, rehearsal, signal_handlers, tasks

        signal_handlers.connect()
        pending.register_pending_source(pending.OWN)
        clock.register_chore(
            "events", lambda now, lag, limit: events.deliver_due(now=now, lag=lag, limit=limit).delivered
        )
        clock.register_chore("rehearsals", rehearsal.chore)
        notices.on_owed(tasks.mailer.wake)
