"""Rankings are judged as the field judges them, and what editors chose is never read by what ranks."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from django.core.management import CommandError, call_command

from cms.related.measures import measure
from medications.evaluation import rankings
from medications.evaluation.gold import Topic, read_gold
from medications.relating.texts import text_of

WORDS = {
    "Eczema": "Creams calm itching skin; steroids and calcineurin inhibitors help.",
    "Psoriasis": "Creams calm scaling skin; steroids and light help.",
    "Asthma": "Inhalers open the airways; breathing is easier.",
    "Bronchitis": "The airways are sore; breathing and coughing hurt.",
}


def written(folder: Path, *, related: dict[str, list[str]]) -> Path:
    """A file of four topics with these choices of their editors."""
    numbers = {title: number for number, title in enumerate(WORDS, start=1)}
    topics = [
        f'<health-topic id="{numbers[title]}" title="{title}" url="https://medlineplus.gov/{title.lower()}.html" '
        f'meta-desc="{text}" language="English" date-created="01/0{numbers[title]}/2020">'
        f"<full-summary>{escape(f'<p>{text}</p>')}</full-summary><group>Health</group>"
        + "".join(
            f'<related-topic id="{numbers[other]}" url="https://medlineplus.gov/{other.lower()}.html">{other}'
            "</related-topic>"
            for other in related.get(title, [])
        )
        + "</health-topic>"
        for title, text in WORDS.items()
    ]
    path = folder / "topics.xml"
    path.write_text(f'<?xml version="1.0" encoding="UTF-8"?><health-topics>{"".join(topics)}</health-topics>')
    return path


CHOSEN = {
    "Eczema": ["Psoriasis"],
    "Asthma": ["Bronchitis"],
    "Psoriasis": ["Eczema"],
    "Bronchitis": ["Asthma"],
}


def nearest(topics: list[Topic]) -> dict[str, str]:
    found = rankings.ours(topics)
    return {
        topic.description.title: topics[found[place][0]].description.title
        for place, topic in enumerate(topics)
    }


def test_the_measures_are_those_of_the_field() -> None:
    found = measure([(["a", "x", "b", "y", "z", "c"], {"a", "b", "c"})])
    best = 1 + 1 / math.log2(3) + 1 / math.log2(4)
    assert found["P@5"] == pytest.approx(2 / 5)
    assert found["R@5"] == pytest.approx(2 / 3)
    assert found["nDCG@5"] == pytest.approx((1 + 1 / math.log2(4)) / best)
    assert found["nDCG@10"] == pytest.approx((1 + 1 / math.log2(4) + 1 / math.log2(7)) / best)
    assert (found["MRR"], found["Hit@5"]) == (1, 1)
    late = measure([(["x", "a"], {"a"}), (["x"], {"a"})])
    assert (late["MRR"], late["Hit@5"]) == (0.25, 0.5)


def test_topics_that_say_the_same_are_near(tmp_path: Path) -> None:
    topics = read_gold(written(tmp_path, related=CHOSEN))
    assert nearest(topics) == {title: others[0] for title, others in CHOSEN.items()}


def test_what_editors_chose_changes_no_description_and_no_ranking(tmp_path: Path) -> None:
    chosen = read_gold(written(tmp_path, related=CHOSEN))
    wrongly = read_gold(written(tmp_path, related={"Eczema": ["Asthma"], "Asthma": ["Eczema", "Psoriasis"]}))
    assert [topic.description for topic in chosen] == [topic.description for topic in wrongly]
    assert [topic.related for topic in chosen] != [topic.related for topic in wrongly]
    assert rankings.ours(chosen) == rankings.ours(wrongly)


def test_the_command_prints_the_measures_of_all_rankings_as_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("evaluate_related", str(written(tmp_path, related=CHOSEN)), "--json", "--split", "all")
    found = json.loads(capsys.readouterr().out)
    assert found["ours"]["Hit@5"] == 1
    assert set(found["baselines"]) == {"random", "tag-and-newest", "TF-IDF", "BM25"}


def test_a_file_without_choices_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no topic in this part of the file has related topics"):
        call_command("evaluate_related", str(written(tmp_path, related={})))


def drug_content(*sections: tuple[str | None, str]) -> dict[str, Any]:
    return {
        "title": "A cream",
        "summary": "A cream.",
        "body": [
            {
                "id": str(at),
                "type": "section",
                "value": {"heading": text, "health_aspect": aspect, "content": []},
            }
            for at, (aspect, text) in enumerate(sections)
        ],
    }


def test_a_drug_page_is_found_by_what_the_medicine_is_for() -> None:
    from medications.models import ArticlePage, DrugPage

    told = drug_content(
        ("MayTreatHealthAspect", "Treats eczema"), ("SideEffectsHealthAspect", "Causes headache")
    )
    assert "eczema" in text_of(DrugPage, told)
    assert "headache" not in text_of(DrugPage, told)
    assert "headache" in text_of(ArticlePage, told)
    nowhere = drug_content((None, "Treats eczema"), ("SideEffectsHealthAspect", "Causes headache"))
    assert "eczema" in text_of(DrugPage, nowhere)
