"""Who may use which verb: every role against every verb, in the state in which it is possible."""

from datetime import date

import pytest

from hamkor.accounts.roles import Role
from hamkor.assistance import queries
from hamkor.assistance import services as assistance
from hamkor.assistance.verbs import Verb
from hamkor.errors import NotAllowed
from tests import request_factories as make
from tests.factories import CaseOfficerFactory, OfficerFactory
from tests.request_factories import Moscow
from tests.services.assertions import everything

pytestmark = pytest.mark.django_db

CASE, DEPUTY, DUTY = Role.CASE_OFFICER, Role.DEPUTY_PROSECUTOR, Role.DUTY_OFFICER


@pytest.fixture
def moscow(frozen_clock):
    peer = Moscow()
    peer.trusted()
    return peer


def asked_for_more(officer, moscow):
    request = make.sent(by=officer)
    moscow.says(make.messages.InformationQuestion, request.reference)
    request.refresh_from_db()
    return request


def answered(officer, moscow):
    request = make.sent(by=officer)
    moscow.says(make.messages.Answer, request.reference)
    request.refresh_from_db()
    return request


def with_answer(officer, moscow):
    request = make.accepted(officer=officer)
    assistance.draft_answer(request, text="Ҷавоб", by=officer)
    return request


def ours(state):
    return lambda officer, moscow: state(by=officer)


def theirs(state):
    return lambda officer, moscow: state(officer=officer)


OPENING = {
    "title": "Барои Москва",
    "area": "labour-migrants",
    "purpose": "protection",
    "summary": "",
}
# verb → roles, the state it is used in, what it is given
TABLE = {
    Verb.REVISE_REQUEST: ({CASE}, ours(make.draft), {"title": "Дигар"}),
    Verb.ATTACH_DOCUMENT: ({CASE}, ours(make.draft), make.a_file("Санад")),
    Verb.ASK_APPROVAL: ({CASE}, ours(make.draft), {}),
    Verb.APPROVE_REQUEST: ({DEPUTY}, ours(make.asked), {}),
    Verb.RETURN_REQUEST: ({DEPUTY}, ours(make.asked), {"remarks": "Ислоҳ кунед"}),
    Verb.SEND_REQUEST: ({DEPUTY}, ours(make.approved), {}),
    Verb.GIVE_INFORMATION: ({CASE}, asked_for_more, {"text": "Ана"}),
    Verb.WITHDRAW_REQUEST: ({DEPUTY}, ours(make.sent), {"reasons": "Лозим нест"}),
    Verb.CLOSE_REQUEST: ({CASE}, answered, {}),
    Verb.NOTE_OTHER_CHANNEL: (
        {CASE, DEPUTY},
        ours(make.sent),
        {"channel": "post", "on": date(2026, 1, 5), "text": "№ 7"},
    ),
    Verb.TAKE_ON: ({CASE}, lambda officer, moscow: make.received(), None),
    Verb.OPEN_CASE: ({CASE, DUTY}, theirs(make.taken_on), OPENING),
    Verb.ACCEPT_REQUEST: ({DEPUTY}, theirs(make.taken_on), {}),
    Verb.REFUSE_REQUEST: (
        {DEPUTY},
        theirs(make.taken_on),
        {"ground": "outside_powers", "reasons": "Сабаб"},
    ),
    Verb.POSTPONE_REQUEST: (
        {DEPUTY},
        theirs(make.taken_on),
        {"until": date(2027, 1, 1), "reasons": "Сабаб"},
    ),
    Verb.ASK_FOR_INFORMATION: ({CASE, DEPUTY}, theirs(make.taken_on), {"question": "Чӣ?"}),
    Verb.START_EXECUTION: ({CASE}, theirs(make.accepted), {}),
    Verb.DRAFT_ANSWER: ({CASE}, theirs(make.accepted), {"text": "Ҷавоб"}),
    Verb.APPROVE_ANSWER: ({DEPUTY}, with_answer, {}),
}


def use(verb, request, somebody):
    given = TABLE[verb][2]
    given = {"officer": somebody} if given is None else given
    getattr(assistance, verb.value)(request, **given, by=somebody)


def test_the_table_has_every_verb():
    assert set(TABLE) == set(Verb)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("verb", Verb)
def test_each_role_has_its_verbs_and_no_others(verb, role, moscow):
    roles, state, _given = TABLE[verb]
    officer = CaseOfficerFactory()
    request = state(officer, moscow)
    somebody = officer if role == CASE else OfficerFactory(role=role)
    offered = verb in queries.possible_actions(request, somebody)
    if role in roles:
        assert offered
        use(verb, request, somebody)
        return
    assert not offered or (verb == Verb.TAKE_ON and role in (DUTY, DEPUTY))
    before = everything()
    with pytest.raises(NotAllowed):
        use(verb, request, somebody)
    assert everything() == before


@pytest.mark.parametrize("verb", [verb for verb in Verb if CASE in TABLE[verb][0]])
def test_a_case_officer_has_no_verb_in_a_request_of_others(verb, moscow):
    request = TABLE[verb][1](CaseOfficerFactory(), moscow)
    if verb == Verb.TAKE_ON:
        request = make.taken_on()
    stranger = CaseOfficerFactory()
    assert verb not in queries.possible_actions(request, stranger)
    before = everything()
    with pytest.raises(NotAllowed):
        use(verb, request, stranger)
    assert everything() == before


@pytest.mark.parametrize("verb", Verb)
def test_an_officer_who_has_left_has_no_verb(verb, moscow):
    roles, state, _given = TABLE[verb]
    officer = CaseOfficerFactory()
    request = state(officer, moscow)
    somebody = officer if CASE in roles else OfficerFactory(role=min(roles))
    somebody.is_active = False
    assert queries.possible_actions(request, somebody) == []
    with pytest.raises(NotAllowed):
        use(verb, request, somebody)
