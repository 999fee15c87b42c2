"""The reference pages leave nothing out, and mark what is not sure."""

import re

import pytest

from hamkor.accounts.roles import PERMISSIONS
from hamkor.assistance.states import TRANSITIONS
from hamkor.audit.actions import AuditAction
from hamkor.command.docs import written_pages
from hamkor.docs.markdown import UNVERIFIED, cell, table
from hamkor.gateway.dispatch import RECEIVERS
from hamkor.intake import states as intake
from hamkor.law.deadlines import time_limits
from hamkor.parties import all_agreements, all_measures


@pytest.fixture(scope="module")
def pages():
    return written_pages()


def section(text, heading):
    """The part of a page below one heading of the second or third level."""
    found = re.search(
        rf"^(#{{2,3}}) {re.escape(heading)}\n(.*?)(?=^#{{2,3}} |\Z)", text, re.M | re.S
    )
    assert found, heading
    return found[2]


def rows(text):
    return [line for line in text.splitlines() if line.startswith("| ") and "---" not in line]


@pytest.mark.parametrize("limit", time_limits().values(), ids=lambda limit: limit.id)
def test_every_wording_of_a_time_limit_has_its_row_and_its_mark(pages, limit):
    below = rows(section(pages["rules.md"], limit.id))[1:]
    sources = [value.source for value in limit.history]
    promises = [limit.office_target.source] if limit.office_target else []
    assert len(below) == len(sources) + len(promises)
    for row, source in zip(below, [*sources, *promises], strict=True):
        assert (UNVERIFIED in row) is not source.is_verified
    for row, value in zip(below, limit.history, strict=False):
        assert f"| {value.in_force_from} |" in row
        assert (f"| {value.span.length} " if value.span else "| not read |") in row


@pytest.mark.parametrize("agreement", all_agreements().values(), ids=lambda one: one.id)
def test_every_party_of_an_agreement_has_its_row_and_its_mark(pages, agreement):
    below = section(pages["agreements.md"], agreement.id)
    status = rows(below.split("| party | standing |")[1].split("\n\n")[0])
    for row, known in zip(status, agreement.status, strict=True):
        assert known.source.is_verified or row.endswith(f"{UNVERIFIED} |")
        assert known.in_force_from is None or str(known.in_force_from) in row


@pytest.mark.parametrize("kind", all_measures().values(), ids=lambda kind: kind.id)
def test_every_item_of_a_kind_has_every_article_that_asks_for_it(pages, kind):
    below = section(pages["kinds.md"], kind.id)
    for item in kind.contents:
        row = next(line for line in rows(below) if line.startswith(f"| `{item.id}` |"))
        assert all(f"`{r.agreement}` {r.provision}" in row for r in item.provisions)
        assert ("| always |" in row) is item.required


def test_every_move_has_its_row(pages):
    for title, moves in (
        ("The requesting side", TRANSITIONS["requesting"]),
        ("The requested side", TRANSITIONS["requested"]),
        ("A complaint", intake.TRANSITIONS),
    ):
        below = section(pages["states.md"], title)
        for before, actions in moves.items():
            for action, after in actions.items():
                row = f"| `{before.value}` | `{action.value}` | `{after.value}` |"
                assert row in below


def test_every_permission_of_a_role_is_ticked_and_no_other(pages):
    matrix = section(pages["permissions.md"], "What each role holds")
    assert matrix.count("✓") == sum(map(len, PERMISSIONS.values()))


def test_every_message_and_every_action_is_named(pages):
    assert all(section(pages["messages.md"], kind) for kind in RECEIVERS)
    assert all(f"| `{action.value}` |" in pages["audit-actions.md"] for action in AuditAction)


def test_the_same_code_gives_the_same_pages(pages):
    assert written_pages() == pages


def test_no_text_of_a_data_file_breaks_out_of_its_cell():
    assert cell("a | b\nc") == "a \\| b c"
    assert table(("x",), [("a\n\n# b",)]).count("\n") == 2
    assert table(("x",), []) == ""
