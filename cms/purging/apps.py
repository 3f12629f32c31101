from django.apps import AppConfig


class PurgingConfig(AppConfig):
    name = "cms.purging"
    label = "purging"
    verbose_name = "Purging"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.publishing import clock, invariants
        from cms.purging import checks, chore, consumers
        from cms.purging.invariants import CHECKS

        checks.connect()
        consumers.register()
        clock.register_chore("purging", chore.purging.chore)
        invariants.register(*CHECKS)
