"""What the pages of the benchmarks hold, ours and those of stock Wagtail alike."""

SECTIONS = 8
PARAGRAPHS = 2
TOPICS = 3
PARAGRAPH = "<p>" + "Apply a thin layer to the affected skin, once a day. " * 8 + "</p>"
# Every second paragraph leads to another page.
LINKED = (
    '<p>See <a linktype="page" id="{page}">the other article</a> first. '
    + "Apply a thin layer to the affected skin, once a day. " * 7
    + "</p>"
)


def paragraphs(page_id: int | None) -> list[str]:
    """The paragraphs of one section; with a link in each second one where there is a page to link to."""
    linked = LINKED.format(page=page_id) if page_id is not None else PARAGRAPH
    return [linked if number % 2 else PARAGRAPH for number in range(PARAGRAPHS)]
