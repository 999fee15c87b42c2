"""Somebody answers by chance, goes back, changes, passes over: every way ends with a code.

`HAMKOR_WALKS=1000` walks as many ways in each language as the bench does.
"""

import os
import random
import re

import pytest
from django.test import Client

from hamkor.intake.models import Complaint
from hamkor.languages import OWN_NAMES
from hamkor.web.asking.path import CHECK
from tests.web.asking import Journey, answers_by_chance

# What is answered travels with the form; only the last page asks the database for something.
pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

WALKS = int(os.environ.get("HAMKOR_WALKS", "10"))
MOST_STEPS = 250
STORY = "Ихтироъ: музд надоданд ва ҳуҷҷат гирифтанд"
BY_THE_WAY = (("back", 4), ("skip", 12), ("speak", 3), ("answer", 81))


def one_step(journey, chance):
    """Do at the open page what somebody might do."""
    content = journey.answer.content.decode()
    if journey.page == CHECK:
        return journey.send(
            change=chance.choice(re.findall(r'name="change" value="(\w+)"', content))
        )
    if journey.answer.status_code == 422:
        # The page says what is wrong: it is put right.
        return (
            journey.send(happened=STORY) if journey.page == "happened" else journey.send(skip="1")
        )
    ways, weights = zip(*BY_THE_WAY, strict=True)
    way = chance.choices(ways, weights)[0]
    said = answers_by_chance(content, chance)
    if way == "speak":
        return journey.send(**said, speak=chance.choice(list(OWN_NAMES)))
    return journey.send(
        **({} if way == "skip" else said), **({way: "1"} if way != "answer" else {})
    )


def walk(language, seed):
    """Walk one way and file; return the pages that were seen."""
    chance = random.Random(f"{language} {seed}")
    journey = Journey(Client(headers={"accept-language": language})).begin()
    changes = chance.choice((0, 0, 1, 3))
    for _number in range(MOST_STEPS):
        if journey.page == CHECK:
            if not changes:
                break
            changes -= 1
        one_step(journey, chance)
        assert journey.answer.status_code in (200, 422), (language, seed, journey.seen)
    answer = journey.file()
    assert answer.status_code == 200, (language, seed, journey.seen)
    assert re.search(r'id="code"', answer.content.decode()), (language, seed, journey.seen)
    return journey.seen


@pytest.mark.parametrize("language", OWN_NAMES)
def test_no_way_through_the_questions_is_a_dead_end(language):
    seen = set()
    for seed in range(WALKS):
        seen.update(walk(language, seed))
    assert Complaint.objects.count() == WALKS
    assert {"danger", "what", "happened", CHECK} <= seen
