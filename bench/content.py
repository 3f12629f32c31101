"""What the pages of the benchmarks hold, ours and those of stock Wagtail alike."""

SECTIONS = 8
PARAGRAPHS = 2
TOPICS = 3
PARAGRAPH = "<p>" + "Apply a thin layer to the affected skin, once a day. " * 8 + "</p>"
