from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ImagesConfig(AppConfig):
    name = "cms.images"
    label = "images"
    verbose_name = "Images"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.core.rendering import images
        from cms.images import chore, consumers, selectors, signal_handlers
        from cms.images.invariants import CHECKS
        from cms.publishing import clock, invariants

        images.use(images.Store(selectors.pictures_of, selectors.problems_of))
        consumers.register()
        clock.register_chore("images", chore.making.chore)
        invariants.register(*CHECKS)
        post_migrate.connect(signal_handlers.ask_after_migrate, sender=self)
