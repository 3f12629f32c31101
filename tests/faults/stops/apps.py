from pathlib import Path

from django.apps import AppConfig


class StopsConfig(AppConfig):
    name = "tests.faults.stops"
    label = "stops"
    path = str(Path(__file__).parent)

    def ready(self) -> None:
        from tests.faults.stops import points

        points.connect()
