"""Says how well related pages are found, against what the editors of MedlinePlus chose."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from medications.evaluation.drugs import read_drugs, recall
from medications.evaluation.gold import SPLITS, read_gold
from medications.evaluation.report import draw, evaluate, table
from medications.importers.sources import SourceError


class Command(BaseCommand):
    help = (
        "Rank the topics of MedlinePlus for each other as pages are ranked, and compare with what its editors chose "
        "and with what is commonly done. The choices are labels and are never read by what ranks. Needs no database."
    )
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", type=Path, metavar="FILE", help="health topics XML with labels, also gzipped"
        )
        parser.add_argument("--json", action="store_true", help='print {"ours": {…}, "baselines": {…}} alone')
        parser.add_argument(
            "--split",
            choices=SPLITS,
            default="test",
            help="judge the half that the weights were tuned on, the other half (the default), or all",
        )
        parser.add_argument(
            "--drugs",
            type=Path,
            metavar="LABELS",
            help="a file of openFDA's drug labels: say, too, how well topics are found by their indications",
        )
        parser.add_argument("--plot", type=Path, metavar="PNG", help="draw the measures into this file")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            topics = read_gold(options["file"])
            drugs = read_drugs(options["drugs"], options["file"]) if options["drugs"] else []
        except SourceError as error:
            raise CommandError(str(error)) from error
        found = evaluate(topics, split=options["split"])
        if not found.judged:
            raise CommandError("no topic in this part of the file has related topics to compare with")
        if options["plot"]:
            draw(found, options["plot"])
        self.stdout.write(json.dumps(found.as_json()) if options["json"] else table(found))
        if drugs and not options["json"]:
            self.stdout.write(f"R@5 of the topics of {len(drugs)} drug labels: {recall(drugs, topics):.3f}")
