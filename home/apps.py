from django.apps import AppConfig
from django.db.models.signals import post_migrate


class HomeConfig(AppConfig):
    name = "home"
    label = "home"
    verbose_name = "Site"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.core import references
        from home import signal_handlers
        from home.references import kinds

        for kind in kinds():
            references.register(kind)
        post_migrate.connect(signal_handlers.grant_after_migrate, sender=self)
