from django.apps import AppConfig


class EditionsConfig(AppConfig):
    name = "cms.editions"
    label = "editions"
    verbose_name = "Editions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.editions import consumers, invariants, projection, selectors, services
        from cms.publishing import clock, projections
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
        consumers.register()
        publishing_invariants.register(*invariants.CHECKS)
