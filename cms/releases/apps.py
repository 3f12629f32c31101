from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    name = "cms.releases"
    label = "releases"
    verbose_name = "Releases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.core import approvals
        from cms.publishing import clock, pending, side_panels, sources
        from cms.publishing import invariants as publishing_invariants
        from cms.releases import invariants, pinning, rehearsal
        from cms.releases.pending import PINNED
        from cms.releases.release_panel import release_panels
        from cms.releases.source import SOURCE

        sources.register(SOURCE)
        side_panels.register("releases", release_panels)
        pending.register_pending_source(PINNED)
        approvals.register_keeper(pinning.is_pinned)
        clock.register_chore("release rehearsals", rehearsal.chore)
        publishing_invariants.register(*invariants.CHECKS)
