"""``manage.py openapi``: write the OpenAPI document, to refresh its snapshot or to generate a client from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.api.openapi.document import build


class Command(BaseCommand):
    help = "Write the OpenAPI document of the pages API."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--output", type=Path, help="File to write; standard output if not given.")
        parser.add_argument("--check", action="store_true", help="Only say whether the file is up to date.")

    def handle(self, *args: Any, output: Path | None, check: bool, **options: Any) -> None:
        text = json.dumps(build(), indent=2, ensure_ascii=False) + "\n"
        if output is None:
            self.stdout.write(text, ending="")
        elif not check:
            output.write_text(text)
            self.stdout.write(f"{output}: {len(build()['components']['schemas'])} schemas")
        elif not output.exists() or output.read_text() != text:
            raise CommandError(f"{output} is not up to date: run `manage.py openapi --output {output}`.")
