from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "cms.core"
    label = "core"
    verbose_name = "Content core"

    def ready(self) -> None:
        from cms.core import (
            checks,  # noqa: F401 - checks register themselves
            reference_index,
            search_entries,
            validation,
        )

        validation.prepare_strict_blocks()
        reference_index.connect()
        search_entries.connect()
