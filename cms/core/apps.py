from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "cms.core"
    label = "core"
    verbose_name = "Content core"

    def ready(self) -> None:
        from cms.core import checks, reference_index, validation  # noqa: F401 - checks register themselves

        validation.prepare_strict_blocks()
        reference_index.connect()
