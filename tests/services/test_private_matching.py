"""Private matching between two offices, the other one played by a test that holds its keys."""

import json

import pytest

from hamkor import clock, matching, private_matching
from hamkor.audit.actions import AuditAction
from hamkor.audit.models import AuditEntry
from hamkor.cases.services import add_person
from hamkor.cases.services.private_matching import (
    agree_to_private_match,
    propose_private_match,
)
from hamkor.envelope import Document
from hamkor.errors import FirewallBreach, InputRefused, NotAllowed, WrongState
from hamkor.exchange.models import OutboxMessage
from hamkor.matching import DocumentNumber, Name, PartialDate, Record
from hamkor.persons import limits
from hamkor.persons.messages import (
    PrivateMatchAnswered,
    PrivateMatchEnded,
    PrivateMatchPoints,
    PrivateMatchProposed,
)
from hamkor.persons.models import PrivateMatch
from hamkor.persons.services import decline_private_match
from tests import request_factories as make
from tests.factories import CaseOfficerFactory, DeputyFactory, PersonFactory
from tests.services.assertions import assert_recorded_once, refused

pytestmark = pytest.mark.django_db
pytest.importorskip("nacl", reason="needs the extra “private-matching”")

GROUND = "Agreement of the two offices of 2025, article 3 (invented)"
ASKED = {
    "peer": make.MOSCOW,
    "area": "labour-migrants",
    "purpose": "protection",
    "legal_ground": GROUND,
}
BINARY = "application/octet-stream"
THEIRS = (
    Record(names=(Name("РАХМОНОВ СИРОЖИДДИН"),), born=PartialDate(1994, 5, 3)),
    Record(documents=(DocumentNumber("passport", "401111111"),)),
    Record(names=(Name("Петров Олег"),), born=PartialDate(1980, 2, 2)),
)


@pytest.fixture
def moscow(frozen_clock):
    peer = make.Moscow()
    peer.trusted()
    return peer


@pytest.fixture
def deputy():
    return DeputyFactory(username="deputy")


@pytest.fixture
def ours(moscow):
    """Four in a case, and bystanders who are compared with nobody."""
    officer = CaseOfficerFactory()
    case = make.open_case(by=officer)
    known = {
        "spelled otherwise": PersonFactory(name="Раҳмонов Сироҷиддин", born="1994-05-03"),
        "same passport": PersonFactory(
            name="Олимова Лола", documents=[DocumentNumber("passport", "40 1111111", "TJ")]
        ),
        "another": PersonFactory(name="Назаров Умед", born="1991-01-17"),
        "sealed": PersonFactory(name="Петров Олег", born="1980-02-02", is_sealed=True),
    }
    for person in known.values():
        add_person(case, person=person, role="witness", by=officer)
    known["in no case"] = PersonFactory(name="Петров Олег", born="1980-02-02")
    return known


class Run:
    """Moscow's side of the protocol."""

    def __init__(self, moscow, about):
        self.moscow, self.about = moscow, about
        self.secret = private_matching.new_secret()
        items = {
            item: number
            for number, record in enumerate(THEIRS)
            for item in private_matching.items_of(record, matching.keys(record))
        }
        self.blinded = private_matching.blind(items, secret=self.secret, run=about.bytes)

    def says(self, which, documents=(), limits_given=("protection",), **said):
        body = which(at=clock.now(), **said)
        return self.moscow.delivers(
            self.moscow.seal(
                body.KIND,
                body.model_dump(mode="json"),
                about=self.about,
                documents=tuple(Document(name, BINARY, content) for name, content in documents),
                limits_on_use=limits_given,
            )
        )

    def agrees(self):
        return self.says(PrivateMatchAnswered, [("points", self.blinded.points)], agrees=True)

    def again(self, points):
        return private_matching.blind_again(points, secret=self.secret, at_most=16384)

    def learns(self, ours_again, theirs_again):
        found = private_matching.in_common(
            ours_again, theirs_again, self.blinded.owners, at_most=16384
        )
        return set(found)


def contents(said):
    return {each.name: each.content for each in said.documents}


def found_in(match):
    return {each.person for each in match.found.all()}


def test_the_office_that_proposes_learns_whom_both_know_and_nobody_else(ours, moscow, deputy):
    match = propose_private_match(**ASKED, by=deputy)
    (said,) = moscow.receives(match.reference)
    assert (said.kind, said.documents) == ("persons.private_match/1", ())
    assert said.body["legal_ground"] == GROUND
    run = Run(moscow, match.reference)
    run.agrees()
    (said,) = moscow.receives(match.reference)
    assert said.kind == "persons.private_match_points/1"
    sent = contents(said)
    mine_again = run.again(sent["points"])
    assert run.learns(sent["again"], mine_again) == {0, 1}
    run.says(PrivateMatchEnded, [("again", mine_again)])
    match.refresh_from_db()
    assert match.state == "ended"
    assert found_in(match) == {ours["spelled otherwise"], ours["same passport"]}
    assert (match.secret, match.kept, match.owners) == (None, None, [])
    entry = assert_recorded_once(AuditAction.PRIVATE_MATCH_ENDED, by="node", about=match.reference)
    assert entry.facts["found"] == 2
    assert entry.facts["their_points"] == 64


def test_the_office_that_agrees_learns_the_same(ours, moscow, deputy):
    from uuid import uuid4

    run = Run(moscow, uuid4())
    proposed = {key: ASKED[key] for key in ("area", "purpose", "legal_ground")}
    run.says(PrivateMatchProposed, **proposed)
    match = PrivateMatch.objects.get()
    assert (match.state, match.is_ours) == ("proposed", False)
    assert not OutboxMessage.objects.filter(about=run.about).exists()
    agree_to_private_match(match, by=deputy)
    (said,) = moscow.receives(run.about)
    ours_again = run.again(contents(said)["points"])
    run.says(PrivateMatchPoints, [("points", run.blinded.points), ("again", ours_again)])
    (said,) = moscow.receives(run.about)
    assert run.learns(contents(said)["again"], ours_again) == {0, 1}
    match.refresh_from_db()
    assert match.state == "ended"
    assert found_in(match) == {ours["spelled otherwise"], ours["same passport"]}
    assert (match.secret, match.kept, match.owners) == (None, None, [])
    assert_recorded_once(AuditAction.PRIVATE_MATCH_AGREED, by="deputy", about=run.about)
    assert_recorded_once(AuditAction.PRIVATE_MATCH_LEARNT, by="node", about=run.about)


def test_nothing_in_messages_or_log_names_anybody(ours, moscow, deputy):
    match = propose_private_match(**ASKED, by=deputy)
    run = Run(moscow, match.reference)
    run.agrees()
    told = [
        json.dumps(said.body) + str([each.name for each in said.documents])
        for said in moscow.receives(match.reference)
    ]
    log = str(list(AuditEntry.objects.values_list("facts", flat=True)))
    for person in ours.values():
        assert person.name_forms.get().written not in str(told) + log


def test_they_may_decline(ours, moscow, deputy):
    match = propose_private_match(**ASKED, by=deputy)
    Run(moscow, match.reference).says(PrivateMatchAnswered, agrees=False, reasons="Нет основания")
    match.refresh_from_db()
    assert (match.state, match.answer, match.owners) == ("declined", "Нет основания", [])


def test_we_may_decline_and_say_why(ours, moscow, deputy):
    from uuid import uuid4

    run = Run(moscow, uuid4())
    run.says(PrivateMatchProposed, area="minors", purpose="protection", legal_ground=GROUND)
    match = PrivateMatch.objects.get()
    with refused(InputRefused):
        decline_private_match(match, reasons="", by=deputy)
    decline_private_match(match, reasons="No case of ours allows it.", by=deputy)
    (said,) = moscow.receives(run.about)
    assert (said.body["agrees"], said.documents) == (False, ())
    with refused(WrongState):
        agree_to_private_match(match, by=deputy)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"purpose": "migration_enforcement"}, FirewallBreach),
        ({"legal_ground": ""}, InputRefused),
        ({"area": "minors"}, InputRefused),
        ({"by": CaseOfficerFactory}, NotAllowed),
    ],
)
def test_without_ground_lawful_purpose_persons_or_right_nothing_begins(
    ours, deputy, change, error
):
    by = change.pop("by", None)
    with refused(error):
        propose_private_match(**{**ASKED, **change}, by=by.build() if by else deputy)


def test_only_so_many_runs_and_one_at_a_time(ours, moscow, deputy, frozen_clock):
    for _number in range(limits.PRIVATE_RUNS):
        match = propose_private_match(**ASKED, by=deputy)
        with refused(WrongState, "not ended"):
            propose_private_match(**ASKED, by=deputy)
        Run(moscow, match.reference).says(PrivateMatchAnswered, agrees=False, reasons="Нет")
    with refused(WrongState, "no more are allowed"):
        propose_private_match(**ASKED, by=deputy)
    frozen_clock.move_on(days=limits.PRIVATE_RUNS_DAYS + 1)
    propose_private_match(**ASKED, by=deputy)


def test_steps_out_of_turn_and_points_that_are_none_are_set_aside(ours, moscow, deputy):
    match = propose_private_match(**ASKED, by=deputy)
    run = Run(moscow, match.reference)
    out_of_turn = [
        run.says(PrivateMatchEnded, [("again", b"")]),
        run.says(PrivateMatchPoints, [("points", b""), ("again", b"")]),
        run.says(PrivateMatchAnswered, [("points", b"\x00" * 64)], agrees=True),
        run.says(PrivateMatchAnswered, agrees=True),
        run.says(
            PrivateMatchAnswered,
            [("points", run.blinded.points)],
            limits_given=("migration_enforcement",),
            agrees=True,
        ),
    ]
    assert all(inbox.set_aside_at for inbox in out_of_turn)
    match.refresh_from_db()
    assert (match.state, match.secret) == ("proposed", None)
