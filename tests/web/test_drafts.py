"""A form left unfinished by choice: opened by number and PIN alone, gone after three days."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from hamkor.gateway.worker import STEPS
from hamkor.intake.models import Complaint, Draft
from hamkor.intake.services import erase_old_drafts
from tests.web.asking import SAID, Journey

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(client, frozen_clock):
    """A form left at the question "when", and its number."""
    cache.clear()
    journey = Journey(client).begin().walk(SAID, until="when")
    journey.send(keep="1")
    answer = client.post("/new/keep/", {"said": journey.hidden("said"), "pin": "2580"})
    return answer.context["kept"].number


def take_up(number, pin, client=None):
    answer = (client or Client()).post("/new/later/", {"number": number, "pin": pin})
    return Journey(client or Client(), answer=answer)


def test_a_draft_goes_on_where_it_was_left_and_is_gone_once_it_is_sent(kept):
    journey = take_up(kept.replace(" ", "-"), "2580")
    assert journey.page == "when"
    journey.walk(SAID).file()
    assert Complaint.objects.get().happened == SAID["happened"]
    assert Draft.objects.count() == 0


def test_a_draft_kept_again_has_the_same_number_and_the_newest_pin(kept, client):
    journey = take_up(kept, "2580")
    again = client.post("/new/keep/", {"said": journey.hidden("said"), "pin": "9731"})
    assert again.context["kept"].number == kept
    assert take_up(kept, "2580").answer.status_code == 422
    assert take_up(kept, "9731").page == "when"


def test_a_wrong_number_a_wrong_pin_and_a_draft_that_is_gone_get_one_answer(kept, frozen_clock):
    answers = [take_up(kept, "2581").answer, take_up("0000 0000 0000", "2580").answer]
    frozen_clock.move_on(hours=72)
    cache.clear()
    answers.append(take_up(kept, "2580").answer)
    said = {re.sub(r'value="[^"]{20,}"', "", a.content.decode()) for a in answers}
    assert {a.status_code for a in answers} == {422}
    assert len(said) == 1


def test_the_tenth_wrong_pin_erases_the_draft(kept):
    for _number in range(9):
        cache.clear()
        take_up(kept, "0001")
    cache.clear()
    assert take_up(kept, "2580").page == "when"
    take_up(kept, "0001")
    assert Draft.objects.count() == 0


def test_a_stolen_row_of_a_draft_says_nothing(kept):
    row = Draft.objects.get()
    stolen = bytes(row.locator) + bytes(row.sealed)
    assert SAID["happened"].encode() not in stolen
    assert kept.replace(" ", "").encode() not in stolen


@pytest.mark.parametrize("pin", ["", "123", "123456789", "1111", "12 ab", "12345 x"])
def test_a_pin_that_is_none_is_refused_and_nothing_is_kept(client, pin):
    journey = Journey(client).begin().walk(SAID, until="when")
    answer = client.post("/new/keep/", {"said": journey.hidden("said"), "pin": pin})
    assert answer.status_code == 422
    assert Draft.objects.count() == 0


def test_a_new_draft_sweeps_out_the_old(kept, client, frozen_clock):
    frozen_clock.move_on(hours=73)
    journey = Journey(client).begin().walk(SAID, until="what")
    client.post("/new/keep/", {"said": journey.hidden("said"), "pin": "2580"})
    assert Draft.objects.count() == 1


def test_the_worker_erases_what_was_kept_longer_than_promised(kept, frozen_clock):
    frozen_clock.move_on(hours=71, minutes=59)
    assert erase_old_drafts() == 0
    frozen_clock.move_on(minutes=1)
    assert erase_old_drafts() == 1
    assert Draft.objects.count() == 0
    assert erase_old_drafts in STEPS
