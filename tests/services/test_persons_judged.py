"""What the weights learn from: decisions that hold, as forms without a name or a reference."""

import pytest

from hamkor.matching import Parsed
from hamkor.persons.models import Person
from hamkor.persons.queries import judged as judged_module
from hamkor.persons.queries.judged import judged_pairs
from hamkor.persons.services import decide_identity, withdraw_decision
from tests.factories import DutyOfficerFactory, PersonFactory

pytestmark = pytest.mark.django_db


def decided(verdict):
    pair = PersonFactory(born="1990"), PersonFactory(born="1991")
    by = DutyOfficerFactory()
    return pair, decide_identity(*pair, verdict=verdict, reasons="Seen by me.", by=by)


def judged():
    forms = [(one, other) for one, other, _is_same in judged_pairs()]
    return forms, [is_same for _one, _other, is_same in judged_pairs()]


def test_a_decision_gives_both_forms_and_what_was_decided(monkeypatch):
    monkeypatch.setattr(judged_module, "AT_ONCE", 1)
    same, _decision = decided("same")
    apart, _decision = decided("not_same")
    PersonFactory()  # a bystander: in no decision
    forms, verdicts = judged()
    assert verdicts == [True, False]
    assert forms == [tuple(person.form for person in pair) for pair in (same, apart)]
    assert Parsed.from_json(forms[0][0]).names


def test_what_is_unsure_or_withdrawn_teaches_nothing():
    decided("unsure")
    _pair, decision = decided("same")
    withdraw_decision(decision, reasons="It was his brother.", by=DutyOfficerFactory())
    assert judged() == ([], [])


def test_a_sealed_person_and_a_form_of_another_version_are_left_out():
    (sealed, _other), _decision = decided("same")
    (old, _other), _decision = decided("same")
    kept, _decision = decided("same")
    Person.objects.filter(pk=sealed.pk).update(is_sealed=True)
    Person.objects.filter(pk=old.pk).update(form_version=0)
    forms, _verdicts = judged()
    assert forms == [tuple(person.form for person in kept)]
