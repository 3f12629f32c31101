"""What the engine of related pages is told of medical pages."""

from cms.related.description import Source


def source() -> Source:
    from medications.relating import drafts, pages, words
    from medications.representation import related_choices

    return Source(
        types=frozenset(model.type_name() for model in pages.TYPES),
        describe=pages.describe,
        describe_draft=drafts.describe,
        choices=pages.choices,
        draft_choices=related_choices,
        preload=words.preload,
        in_words=words.in_words,
    )
