from django.apps import AppConfig
from django.db.models.signals import post_migrate


class EditionsConfig(AppConfig):
    name = "cms.editions"
    label = "editions"
    verbose_name = "Editions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.editions import (
            consumers,
            invariants,
            projection,
            selectors,
            services,
            signal_handlers,
            spreading_panels,
            vocabulary,
        )
        from cms.publishing import clock, projections, side_panels
        from cms.publishing import invariants as publishing_invariants

        projections.register(
            "editions",
            projection.project,
            lists=selectors.lists_of,
            together=projection.projecting_together,
        )
        clock.register_chore(
            "editions", lambda now, lag, limit: services.render_requested(now=now, lag=lag, limit=limit).done
        )
        clock.register_chore("search words", vocabulary.chore)
        consumers.register()
        side_panels.register("spreading", spreading_panels.spreading_panels)
        publishing_invariants.register(*invariants.CHECKS)
        post_migrate.connect(signal_handlers.watch_after_migrate, sender=self)
