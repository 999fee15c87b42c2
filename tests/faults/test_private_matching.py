"""Two whole offices learn whom both know; neither comes to hold a word about anybody else."""

from hashlib import sha256

import pytest
from django.apps import apps

from hamkor.audit.models import AuditEntry
from hamkor.cases.services import add_person
from hamkor.cases.services.private_matching import agree_to_private_match, propose_private_match
from hamkor.errors import FirewallBreach
from hamkor.exchange.models import OutboxMessage
from hamkor.matching import DocumentNumber
from hamkor.persons.models import PrivateMatch
from hamkor.persons.services import private_matching as steps
from tests import request_factories as make
from tests.factories import CaseOfficerFactory, DeputyFactory, PersonFactory
from tests.faults.scenes import quiet_line, until_rest

pytest.importorskip("nacl", reason="needs the extra “private-matching”")

DUSHANBE, MOSCOW = "tj-prosecutor-general", "ru-prosecutor-general"
GROUND = "Agreement of the two offices of 2025, article 3 (invented)"
ASKED = {"area": "labour-migrants", "purpose": "protection", "legal_ground": GROUND}
IN_CASES = {
    DUSHANBE: {
        "known to both": ("Шоҳмуродов Фирдавс", "1994-05-03", ""),
        "same passport": ("Олимова Лолагул", "", "401111111"),
        "theirs alone": ("Ҷумъаев Нозимҷон", "1991-01-17", "402222222"),
        "year alone": ("Қурбоншоев Искандар", "1988", ""),
    },
    MOSCOW: {
        "known to both": ("ШОХМУРОДОВ ФИРДАВС", "1994-05-03", ""),
        "same passport": ("Хасанова Мавджуда", "", "401111111"),
        "theirs alone": ("Тимерханов Зульфикар", "1979-11-30", "753333333"),
        "year alone": ("Курбоншоев Искандар", "1988", ""),
    },
}
"""All of them invented."""
IN_LOG = {
    DUSHANBE: ["person.private_match_proposed", "person.private_match_ended"],
    MOSCOW: [
        "person.private_match_learnt",
        "person.private_match_agreed",
        "person.private_match_ended",
    ],
}
IN_NO_CASE = {DUSHANBE: "Пирмамадов Додихудо", MOSCOW: "Пирмамадов Додихудо"}


@pytest.fixture
def world(world_of):
    made = world_of(2)
    for office, node in made.nodes.items():
        node.do(_fill, IN_CASES[office], IN_NO_CASE[office])
    return made


def _fill(persons, bystander):
    officer = CaseOfficerFactory()
    case = make.open_case(by=officer)
    for who, (name, born, passport) in persons.items():
        documents = [DocumentNumber("passport", passport)] if passport else []
        person = PersonFactory(name=name, born=born, documents=documents, source=who)
        add_person(case, person=person, role="witness", by=officer)
    PersonFactory(name=bystander, born="1980-02-02")


@pytest.fixture
def told(monkeypatch):
    """Keep the body and the documents of every message before it is sealed."""
    kept = []

    def queue(body, **more):
        kept.append((body, more.get("documents", ())))
        return queue_message(body, **more)

    queue_message = steps.queue_message
    monkeypatch.setattr(steps, "queue_message", queue)
    return kept


def run(world):
    """Dushanbe asks, a deputy in Moscow agrees, the workers do the rest."""
    dushanbe, moscow = world.nodes[DUSHANBE], world.nodes[MOSCOW]
    with quiet_line(world):
        dushanbe.do(lambda: propose_private_match(peer=MOSCOW, **ASKED, by=DeputyFactory()))
        until_rest(world)
        moscow.do(lambda: agree_to_private_match(PrivateMatch.objects.get(), by=DeputyFactory()))
        until_rest(world)
    return dushanbe, moscow


def found(node):
    """Say who was found, by the office's own word for them."""
    with node.inside():
        match = PrivateMatch.objects.get()
        assert (match.state, match.secret, match.kept, match.owners) == ("ended", None, None, [])
        return {each.person.name_forms.get().source for each in match.found.all()}


def everything_on(node):
    """Return all that the node's database and folder hold, sealed columns opened, in capitals."""
    node.database.ensure_connection()
    with node.inside():
        opened = [
            repr([getattr(row, field.attname) for field in model._meta.concrete_fields])
            for model in apps.get_models()
            for row in model._default_manager.all()
        ]
    dumped = [*node.database.connection.iterdump(), *opened]
    tables = "\n".join(dumped).upper().encode()
    files = (path for path in node.node.folder.rglob("*") if path.is_file())
    return tables + b"".join(path.read_bytes().upper() for path in files)


def holds(everything, word):
    written = word.upper().encode()
    return written in everything or word.encode().hex().upper().encode() in everything


def secrets_of(office):
    """Return what only `office` knows of persons whom the other does not: names, numbers."""
    alone = {IN_CASES[office][who] for who in ("theirs alone", "year alone")}
    words = {word for name, _born, _passport in alone for word in name.split()}
    return {"402222222", "753333333"} & {passport for *_rest, passport in alone} | words


def test_both_offices_learn_whom_both_know_and_no_word_about_anybody_else(world, told, caplog):
    caplog.set_level("DEBUG")
    nodes = dict(zip((DUSHANBE, MOSCOW), run(world), strict=True))
    for node in nodes.values():
        assert found(node) == {"known to both", "same passport"}
    stored = {office: everything_on(node) for office, node in nodes.items()}
    messages = b"".join(
        repr(body).upper().encode() + b"".join(each.content.upper() for each in documents)
        for body, documents in told
    )
    assert len(told) == 4
    for office, other in ((DUSHANBE, MOSCOW), (MOSCOW, DUSHANBE)):
        foreign = secrets_of(office) - secrets_of(other)
        assert foreign >= {IN_CASES[office]["theirs alone"][2]}
        for word in foreign:
            assert holds(stored[office], word), "who looks for it would find it"
            assert not holds(stored[other], word)
            assert not holds(messages, word)
            assert word.casefold() not in caplog.text.casefold()


def test_both_logs_hold_who_agreed_the_purpose_and_the_same_ground_and_no_name(world):
    for node, steps_taken in zip(run(world), IN_LOG.values(), strict=True):
        with node.inside():
            match = PrivateMatch.objects.get()
            entries = list(AuditEntry.objects.filter(about=match.reference).order_by("id"))
        assert match.legal_ground == GROUND
        assert [entry.action for entry in entries] == steps_taken
        fingerprint = sha256(GROUND.encode()).hexdigest()
        for entry in entries:
            assert entry.facts["ground"] == fingerprint
            assert (entry.facts["purpose"], entry.facts["area"]) == ("protection", ASKED["area"])
        log = str([(entry.actor, entry.facts) for entry in entries])
        assert not [
            name for each in IN_CASES.values() for name, *_rest in each.values() if name in log
        ]


def test_for_a_purpose_that_no_case_allows_nothing_leaves_the_office(world):
    dushanbe = world.nodes[DUSHANBE]
    with dushanbe.inside():
        asked = ASKED | {"purpose": "migration_enforcement"}
        with pytest.raises(FirewallBreach):
            propose_private_match(peer=MOSCOW, **asked, by=DeputyFactory())
        assert not PrivateMatch.objects.exists()
        assert not OutboxMessage.objects.filter(kind__startswith="persons.").exists()
