"""Every number by which pages are found to be related. Tuned by ``manage.py evaluate_related`` on the train half.

A page has one sparse vector made of several kinds of features. Each kind is brought to length 1 by itself and then
counts as much as ``KINDS`` says, so that a long text drowns no taxonomy and a page without classes is not punished.
"""

from __future__ import annotations

# How much each kind counts in a score. Only what they are to each other matters: a score is between 0 and 1.
TEXT, NAME, ENTITY, BROADER, CATEGORY = "text", "name", "entity", "broader", "category"
KINDS = {TEXT: 2.0, NAME: 0.45, ENTITY: 1.7, BROADER: 1.35, CATEGORY: 0.25}

# Terms: how often one counts that stands in the title, and in another name of what the page is about.
IN_TITLE, IN_NAME = 5, 2
NAME_IN_TITLE, NAME_IN_NAME = 2.0, 1.0
MOST_TERMS = 64
MOST_MARKS = 32
"""Of each other kind, the heaviest."""

# What a page is about, belongs to, links to and says: of one entry, the strongest counts.
SUBJECT, PRIMARY_TOPIC, SECONDARY_TOPIC = 4.0, 3.0, 2.0
LINKED, SAID = 1.0, 0.2
"""Of a mention; times 1 + ln of how often."""
STEP_UP = 0.6
"""What a broader class or condition counts, for each step up from what the page is about."""
STEPS = 8

# A feature that more pages have than this tells little and costs much: it is left out.
MOST_PAGES, MOST_SHARE = 2000, 0.02

# Weights are whole numbers, so that every database adds them up to the same score.
SCALE = 10_000
WHOLE = SCALE * SCALE
"""The score of a page with itself, were it not for rounding."""
FLOOR = WHOLE * 8 // 100
"""Under this score nothing is related."""

# Lists, one of pages of the same type and one of others.
LISTED, SPARE = 20, 10
"""So many are shown at most; so many more are kept, so that whatever leaves a list need not be replaced at once."""
SHOWN = 6
"""Cards in a page's edition."""
REASONS = 8
"""Features kept of each pair."""
