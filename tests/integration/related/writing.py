"""Pages that have things in common, written and changed at random."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from cms.core.models import BasePage
from medications.models import Entity
from tests.factories import medications as make

WORDS = [f"{start}{middle}{end}" for start in ("kor", "mel", "tas", "vin", "pla") for middle in ("o", "a", "u")
         for end in ("dine", "rex", "lin", "mab", "tol", "zar")]  # fmt: skip


@dataclass
class Editor:
    """Publishes, edits, unpublishes and deletes pages at random; the same seed does the same."""

    drawn: random.Random
    medicines: list[Any]
    conditions: list[Any]
    pages: list[BasePage] = field(default_factory=list)

    @classmethod
    def begin(cls, seed: int) -> Editor:
        drawn = random.Random(seed)
        return cls(
            drawn,
            [make.MedicineFactory(name=f"{word.title()} acid") for word in WORDS[:8]],
            [make.ConditionFactory(name=f"{word.title()} fever") for word in WORDS[8:14]],
        )

    def act(self) -> None:
        """One change."""
        acts = [self.publish, self.publish, self.edit, self.edit, self.unpublish, self.republish, self.delete]
        self.drawn.choice(acts)()

    def publish(self) -> BasePage:
        medicine = self.drawn.choice(self.medicines)
        factory, own = self.drawn.choice([
            (make.ArticlePageFactory, {}),
            (make.HowToGuidePageFactory, {}),
            (make.DrugPageFactory, {"medicine": medicine}),
            (make.TopicHubPageFactory, {"subject": self.drawn.choice(self.conditions)}),
        ])  # fmt: skip
        page = factory(title=self._title(), body=self._body(), topics=self._topics(), **own)
        self.pages.append(make.publish(page))
        return self.pages[-1]

    def edit(self) -> None:
        if self.pages:
            place = self.drawn.randrange(len(self.pages))
            page = self._fresh(place)
            page.body = self._body()
            self.pages[place] = make.publish(page)

    def unpublish(self) -> None:
        if self.pages:
            page = self._fresh(self.drawn.randrange(len(self.pages)))
            if page.live:
                page.unpublish()

    def republish(self) -> None:
        hidden = [place for place in range(len(self.pages)) if not self._fresh(place).live]
        if hidden:
            place = self.drawn.choice(hidden)
            self.pages[place] = make.publish(self._fresh(place))

    def delete(self) -> None:
        if len(self.pages) > 10:
            page = self.pages.pop(self.drawn.randrange(len(self.pages)))
            type(page)._default_manager.get(pk=page.pk).delete()

    def _fresh(self, place: int) -> Any:
        page = self.pages[place]
        return type(page)._default_manager.get(pk=page.pk)

    def _title(self) -> str:
        return " ".join(self.drawn.sample(WORDS, 3)).title()

    def _topics(self) -> list[Entity]:
        return self.drawn.sample([*self.medicines, *self.conditions], 2)

    def _body(self) -> list[dict[str, Any]]:
        said = self.drawn.sample([*self.medicines, *self.conditions], 2)
        words = [*self.drawn.choices(WORDS, k=30), *(entity.name for entity in said)]
        return make.a_section(words=f"<p>{' '.join(words)}</p>")
