"""Facts that pages refer to, in the order in which they can be created: what others refer to comes first."""

from medications.demo.facts.classes import CLASSES
from medications.demo.facts.conditions import CONDITIONS
from medications.demo.facts.medicines import MEDICINES
from medications.demo.facts.other_medicines import OTHER_MEDICINES
from medications.demo.facts.people import PEOPLE
from medications.demo.facts.shelves import SHELVES
from medications.demo.facts.sources import SOURCES

FACTS = [*SOURCES, *SHELVES, *PEOPLE, *CONDITIONS, *CLASSES, *OTHER_MEDICINES, *MEDICINES]
