"""Programs of hotlines: tokens and scopes, the services of the pages, and no 500 for anything."""

import json
import re

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hamkor import envelope
from hamkor.api import rates
from hamkor.api.digests import digest_of
from hamkor.api.models import ApiToken
from hamkor.api.queries import good_token
from hamkor.api.scopes import Scope
from hamkor.api.services import issue_token, revoke_token
from hamkor.api.urls import v1
from hamkor.audit.actions import AuditAction
from hamkor.audit.models import AuditEntry
from hamkor.clock import now
from hamkor.errors import InputRefused
from hamkor.intake.models import Complaint
from hamkor.intake.services import answer_complaint, register_complaint
from tests.factories import (
    CaseOfficerFactory,
    DutyOfficerFactory,
    OperatorFactory,
    file_a_complaint,
)
from tests.services.assertions import assert_nothing_happened, everything, refused

pytestmark = pytest.mark.django_db
SAID = {
    "language": "tg",
    "mode": "open",
    "area": "labour-migrants",
    "category": "wages",
    "happened": "Ман чор моҳ кор кардам, музд надоданд.",
    "person_name": "Ихтироъӣ Саид",
    "has_agreed": True,
}


class Program:
    """The program of a hotline with a token."""

    def __init__(self, *scopes, **how):
        self.operator = OperatorFactory()
        self.token, self.secret = issue_token(
            self.operator, label="Ихтироъ hotline", scopes=scopes or Scope.values, **how
        )
        self.client = Client(raise_request_exception=False)

    def asks(self, method, path, body=None, *, secret=None, **headers):
        sent = {
            "Authorization": f"Bearer {secret or self.secret}",
            "Accept-Language": "en",
            **headers,
        }
        return self.client.generic(
            method,
            f"/api/v1{path}",
            json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers=sent,
        )

    def files(self, **changes):
        body = {**SAID, "submission": envelope.new_token(), **changes}
        return self.asks("POST", "/complaints", body)

    def with_code(self, path, code, **more):
        return self.asks("POST", path, {"code": code, **more})

    def says(self, path, code, text="Салом"):
        return self.with_code(path, code, text=text, submission=envelope.new_token())


@pytest.fixture
def program(frozen_clock):
    return Program()


def test_a_program_files_for_a_person_who_takes_code_and_proof_home(program):
    answer = program.files()
    assert answer.status_code == 201
    filed = Complaint.objects.get()
    assert filed.filed_by_operator == program.operator
    assert (filed.helped.helper, filed.helped.consent) == ("hotline", "said")
    assert answer.json()["proof"] == filed.proof
    status = program.with_code("/status", answer.json()["code"]).json()
    assert status["steps"][0] == {
        "step": "filed",
        "words": "Your complaint was filed",
        "at": status["steps"][0]["at"],
        "state": "TJ",
    }
    assert status["promises"][0]["is_late"] is False


def test_the_same_submission_sent_again_changes_nothing(program):
    token = envelope.new_token()
    first, second = program.files(submission=token), program.files(submission=token)
    assert first.json() == second.json()
    assert Complaint.objects.count() == 1
    assert program.files(submission=token, happened="Дигар чизе рӯй дод.").status_code == 422


def test_the_person_writes_contests_reopens_and_erases_through_it(program):
    filed = file_a_complaint()
    officer = DutyOfficerFactory()
    register_complaint(filed.complaint, by=officer)
    assert program.says("/messages", filed.code).status_code == 201
    assert program.says("/escalations", filed.code).json()["code"] == "rule_violation"
    answer_complaint(filed.complaint, text="Ҷавоб", by=officer)
    status = program.says("/escalations", filed.code, "Ин ҷавоб нест").json()
    assert status["steps"][-1]["step"] == "escalated"
    assert status["may_reopen"]
    assert program.says("/reopenings", filed.code).json()["status"] == "registered"
    assert program.with_code("/withdrawals", filed.code).json()["status"] == "withdrawn"
    assert program.with_code("/erasures", filed.code).status_code == 422
    erased = program.with_code("/erasures", filed.code, really=True).json()
    assert (erased["status"], erased["messages"]) == ("erased", [])


def test_categories_come_in_the_language_asked_for(program):
    names = {
        language: program.asks("GET", "/categories", **{"Accept-Language": language}).json()
        for language in ("ru", "en")
    }
    assert names["en"] != names["ru"]
    assert {"area", "id", "name"} == set(names["en"][0])


@pytest.mark.parametrize("spoil", ["none", "wrong", "revoked", "expired", "left", "basic"])
def test_whoever_shows_no_good_token_gets_nowhere(program, spoil, frozen_clock):
    secret = program.secret
    match spoil:
        case "wrong":
            secret = secret[:-1] + ("a" if secret[-1] != "a" else "b")
        case "revoked":
            revoke_token(program.token, by="admin")
        case "expired":
            frozen_clock.move_on(days=365)
        case "left":
            program.operator.is_active = False
            program.operator.save()
    before = everything()
    headers = {"none": {"Authorization": ""}, "basic": {"Authorization": f"Basic {secret}"}}
    body = {**SAID, "submission": envelope.new_token()}
    answer = program.asks("POST", "/complaints", body, secret=secret, **headers.get(spoil, {}))
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.json()["code"] == "unknown_token"
    assert_nothing_happened(before)


def test_a_token_is_good_until_the_instant_it_ends(program, frozen_clock):
    frozen_clock.move_on(days=365, seconds=-1)
    assert good_token(program.secret) == program.token
    frozen_clock.move_on(seconds=1)
    assert good_token(program.secret) is None


def operations():
    """Return every operation of the published description."""
    schema = v1.get_openapi_schema()
    return [
        (method.upper(), path.removeprefix("/api/v1"), about)
        for path, methods in schema["paths"].items()
        for method, about in methods.items()
    ]


NEEDS = {
    "/categories": Scope.COMPLAINTS_FILE,
    "/complaints": Scope.COMPLAINTS_FILE,
    "/status": Scope.COMPLAINTS_FOLLOW,
    "/messages": Scope.COMPLAINTS_WRITE,
    "/escalations": Scope.COMPLAINTS_WRITE,
    "/reopenings": Scope.COMPLAINTS_WRITE,
    "/withdrawals": Scope.COMPLAINTS_WRITE,
    "/erasures": Scope.COMPLAINTS_WRITE,
}


def test_the_table_has_every_operation():
    assert {path for _method, path, _about in operations()} == set(NEEDS)


@pytest.mark.parametrize("path", NEEDS)
def test_a_token_for_something_else_is_refused_and_put_on_record(path):
    method = "GET" if path == "/categories" else "POST"
    others = [scope for scope in Scope if scope != NEEDS[path]]
    answer = Program(*others).asks(method, path, {})
    assert answer.status_code == 403
    assert AuditEntry.objects.filter(action=AuditAction.ACCESS_REFUSED).count() == 1
    assert Program(NEEDS[path]).asks(method, path, {}).status_code in (200, 422)


@pytest.mark.parametrize("path", NEEDS)
def test_no_operation_is_open(path):
    method = "GET" if path == "/categories" else "POST"
    for headers in ({}, {"Authorization": "Bearer hk_x"}):
        assert Client().generic(method, f"/api/v1{path}", headers=headers).status_code == 401


def test_the_role_of_the_account_counts_on_every_call(program):
    program.operator.role = "case_officer"
    program.operator.save()
    assert program.files().status_code == 403
    assert not Complaint.objects.exists()


def test_many_requests_wait_and_are_told_how_long(program, frozen_clock, monkeypatch):
    monkeypatch.setitem(rates.RATES, Scope.COMPLAINTS_FOLLOW, (rates.Rate(2, 60),))
    code = file_a_complaint().code
    answers = [program.with_code("/status", code) for _each in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1]["Retry-After"] == "60"
    assert program.files().status_code == 201
    assert Program().with_code("/status", code).status_code == 200
    frozen_clock.move_on(seconds=60)
    assert program.with_code("/status", code).status_code == 200


def test_codes_that_nobody_has_are_slowed_for_this_token_alone(program, monkeypatch):
    monkeypatch.setattr(rates, "WRONG_CODES", rates.Rate(3, 3600))
    code = file_a_complaint().code
    wrong = [program.with_code("/status", guess) for guess in ("12", code[:-1] + "x", "")]
    assert {(answer.status_code, answer.content) for answer in wrong} == {(404, wrong[0].content)}
    assert program.with_code("/status", code).status_code == 429
    assert Program().with_code("/status", code).status_code == 200


def test_the_database_holds_no_token_and_no_answer_a_second_time(program):
    stored = ApiToken.objects.values().get()
    assert program.secret not in str(stored)
    assert stored["digest"] == digest_of(program.secret)
    assert len(program.secret) >= 46
    entry = AuditEntry.objects.get(action=AuditAction.API_TOKEN_ISSUED)
    assert entry.facts == {"scopes": sorted(Scope.values), "days": 365}
    program.asks("GET", "/categories")
    assert ApiToken.objects.get().last_used_on == now().date()


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"scopes": []}, "what the token is for"),
        ({"scopes": ["complaints:file", "everything"]}, "what the token is for"),
        ({"days": 0}, "days"),
        ({"days": 731}, "days"),
        ({"label": ""}, None),
    ],
)
def test_no_token_is_issued_that_is_for_nothing_or_for_ever(changes, match):
    operator = OperatorFactory()
    with refused(InputRefused, match):
        issue_token(operator, **{"label": "x", "scopes": [Scope.COMPLAINTS_FILE], **changes})


def test_a_token_acts_as_an_operator_only():
    officer = CaseOfficerFactory()
    with refused(InputRefused, "operator"):
        issue_token(officer, label="x", scopes=Scope.values)


def test_revoking_twice_is_revoking_once(program):
    revoke_token(program.token, by="one")
    revoke_token(program.token, by="two")
    assert program.token.revoked_by == "one"
    assert AuditEntry.objects.filter(action=AuditAction.API_TOKEN_REVOKED).count() == 1


def test_the_description_is_published_and_holds_no_example_of_anybody(client):
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.json()["openapi"].startswith("3.")
    assert client.get("/api/v1/docs").status_code == 404


# What the fuzzer sends: bodies that fit the description, broken in one place or not at all.
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


def fitting(schema, parts):
    """Return what fits a schema of the description."""
    if "$ref" in schema:
        return fitting(parts[schema["$ref"].rsplit("/", 1)[-1]], parts)
    if "enum" in schema or "const" in schema:
        return st.sampled_from(schema.get("enum") or [schema["const"]])
    if schema.get("type") == "boolean":
        return st.booleans()
    if schema.get("type") == "object":
        needed = set(schema.get("required", ()))
        fields = {name: fitting(each, parts) for name, each in schema["properties"].items()}
        must = {name: each for name, each in fields.items() if name in needed}
        may = {name: each for name, each in fields.items() if name not in needed}
        return st.fixed_dictionaries(must, optional=may)
    if "pattern" in schema:
        return st.from_regex(re.compile(schema["pattern"]), fullmatch=True)
    return st.text(
        min_size=schema.get("minLength", 0), max_size=min(schema.get("maxLength", 40), 40)
    )


@st.composite
def bodies(draw, about, parts):
    schema = about["requestBody"]["content"]["application/json"]["schema"]
    body = draw(fitting(schema, parts))
    if draw(st.booleans()):
        field = draw(st.sampled_from(sorted(body)) if body else st.just("code"))
        body = {**body, field: draw(ANYTHING)}
    return draw(st.just(body) | ANYTHING) if draw(st.integers(0, 9)) == 0 else body


POSTED = [(path, about) for method, path, about in operations() if method == "POST"]


@pytest.mark.parametrize(("path", "about"), POSTED, ids=[path for path, _about in POSTED])
def test_whatever_is_sent_gets_an_answer_that_the_description_names(path, about, monkeypatch):
    monkeypatch.setattr(envelope, "code_hash", lambda code, pepper: digest_of(code)[:32].encode())
    for scope in Scope:
        monkeypatch.setitem(rates.RATES, scope, (rates.Rate(10_000, 60),))
    monkeypatch.setattr(rates, "WRONG_CODES", rates.Rate(10_000, 3600))
    program, parts = Program(), v1.get_openapi_schema()["components"]["schemas"]
    named = {str(status) for status in about["responses"]}

    @settings(
        max_examples=12,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(bodies(about, parts))
    def send(body):
        answer = program.asks("POST", path, body)
        assert answer.status_code < 500
        assert str(answer.status_code) in named
        assert answer["Content-Type"].startswith("application/json")
        if answer.status_code >= 400:
            assert {"code", "sentence", "field"} == set(answer.json())

    send()


@pytest.mark.parametrize("raw", ["", "{", "[]", '"x"', "\x00", "[" * 2000, '{"code": "\\ud800"}'])
def test_what_is_no_json_is_refused_in_json(program, raw):
    answer = program.client.generic(
        "POST",
        "/api/v1/status",
        raw,
        content_type="application/json",
        headers={"Authorization": f"Bearer {program.secret}"},
    )
    assert 400 <= answer.status_code < 500
    assert answer["Content-Type"].startswith("application/json")


def test_what_is_too_large_is_refused_in_json(program, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = program.files(happened="x" * 2000)
    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"


def test_a_cookie_opens_nothing(program):
    browser = Client()
    browser.force_login(DutyOfficerFactory())
    assert browser.get("/api/v1/categories").status_code == 401
