from django.apps import AppConfig
from django.db.models.signals import post_migrate


class HomeConfig(AppConfig):
    name = "home"
    label = "home"
    verbose_name = "Site"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.core import references, served
        from home import signal_handlers
        from home.references import kinds
        from home.served import navigation

        for kind in kinds():
            references.register(kind)
        served.register(navigation())
        post_migrate.connect(signal_handlers.grant_after_migrate, sender=self)
