"""A note from the editors to readers."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from wagtail.blocks import ChoiceBlock, DateBlock

from cms.core.blocks import groups
from cms.core.blocks.base import ContentBlock
from cms.core.blocks.prose import SentenceBlock
from cms.core.schemas import Html, Schema

NoteKind = Literal["note", "update", "correction"]
NOTE_KINDS = [("note", "Note"), ("update", "Update"), ("correction", "Correction")]


class EditorNoteBlock(ContentBlock):
    kind = ChoiceBlock(choices=NOTE_KINDS, default="note")
    date = DateBlock(help_text="The day this note was added.")
    text = SentenceBlock(help_text="For a correction: what was wrong, and what is right.")

    class Value(Schema):
        kind: NoteKind
        date: dt.date
        text: Html

    class Meta:
        icon = "edit"
        label = "Editor's note"
        group = groups.EVIDENCE
        description = "Tells readers openly what the editors added, updated or corrected, and when."
        preview_value = {
            "kind": "correction",
            "date": "2026-03-02",
            "text": "<p>An earlier version gave the age from which it may be used as 2 years. It is 3 months.</p>",
        }
