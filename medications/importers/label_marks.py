"""The signs by which the running text of a label is taken apart."""

import re

# Where a table stands; private characters, which cleaning lets no text contain.
TABLE_MARK = re.compile("\ue000(\\d+)\ue001")
BULLETS = "•●▪■·∙"
SUB_BULLETS = "○∘◦⸰"
# A bullet stands alone; "25 ∘ C" and "2 · 3" are a degree and a product.
BULLET = re.compile(
    rf"(?:(?<!\S)|(?<=[.:;,)\]]))([{BULLETS}{SUB_BULLETS}])(?=\s)(?!\s[CF]\b)(?<!\d\s[·∘∙])\s"
)
SENTENCE_END = re.compile(r"(?<=[.!?\]])\s+(?=[A-Z\"“(\[•])|(?<=[.!?][)\]”\"])\s+(?=[A-Z\"“(\[•])")
ABBREVIATION = re.compile(
    r"(?:\b(?:vs|No|Nos|Dr|Inc|Co|St|approx|Fig|Ref|Ltd|sp|spp|etc|i\.e|e\.g|U\.S)|\b[A-Z])\.$"
)
