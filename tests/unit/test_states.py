"""The two tables of a request, walked at random with messages lost, repeated and late."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamkor.assistance.states import (
    ENDS,
    OUR_MOVE,
    TRANSITIONS,
    UNSENT,
    Action,
    OurRole,
    Status,
    learnt_status,
    next_status,
    statuses_before,
)
from hamkor.cases.queries import ENDS_OF_REQUESTS
from hamkor.errors import WrongState

ASKING, ASKED = OurRole.REQUESTING, OurRole.REQUESTED
A, S = Action, Status

# What an act of one side is to the other.
NEWS = {
    A.SEND: None,
    A.GIVE_INFORMATION: A.LEARN_INFORMATION_GIVEN,
    A.WITHDRAW: A.LEARN_WITHDRAWN,
    A.CLOSE: A.LEARN_CLOSED,
    A.ACCEPT: A.LEARN_ACCEPTED,
    A.REFUSE: A.LEARN_REFUSED,
    A.POSTPONE: A.LEARN_POSTPONED,
    A.ASK_INFORMATION: A.LEARN_INFORMATION_ASKED,
    A.START: A.LEARN_STARTED,
    A.EXECUTE_PARTLY: A.LEARN_PARTLY_EXECUTED,
    A.EXECUTE: A.LEARN_EXECUTED,
}
SILENT = {A.APPROVE, A.RETURN}
LEARNT = {action for action in Action if action.startswith("learn_")}


@dataclass
class Side:
    """One office's row, as the services keep it."""

    role: OurRole
    status: Status | None
    our_step: int = 0
    peer_step: int = 0
    was_sent: bool = False
    human_told: bool = False


@dataclass(frozen=True)
class Letter:
    to: OurRole
    act: Action
    step: int
    answers: int = 0


@dataclass
class World:
    asking: Side = field(default_factory=lambda: Side(ASKING, S.DRAFT))
    asked: Side = field(default_factory=lambda: Side(ASKED, None))
    under_way: list[Letter] = field(default_factory=list)

    def side(self, role: OurRole) -> Side:
        return self.asking if role == ASKING else self.asked

    def acts(self, role: OurRole) -> list[Action]:
        side = self.side(role)
        if side.status is None:
            return []
        return [a for a in TRANSITIONS[role][side.status] if a not in LEARNT]

    def act(self, role: OurRole, action: Action) -> None:
        side = self.side(role)
        question = side.peer_step
        side.status = next_status(role, side.status, action)
        if action == A.SEND:
            side.was_sent = True
            side.human_told = False
        if action in SILENT or not (side.was_sent or role == ASKED):
            return
        side.our_step += 1
        other = ASKED if role == ASKING else ASKING
        self.under_way.append(Letter(other, action, side.our_step, question))

    def arrive(self, letter: Letter) -> None:
        side = self.side(letter.to)
        if letter.act == A.SEND:
            self._request_arrives(side, letter)
        elif side.status is None:
            side.human_told = True  # set aside: about a matter that is not known here
        else:
            self._news_arrives(side, letter)
        self._receipt_arrives(letter)

    def lose(self, letter: Letter) -> None:
        """It is never delivered: its sender learns that when the time is out."""
        sender = self.asking if letter.to == ASKED else self.asked
        sender.human_told = True
        if letter.act == A.SEND and sender.status == S.SENT:
            sender.status = next_status(ASKING, S.SENT, A.LEARN_NOT_DELIVERED)

    def _request_arrives(self, side: Side, letter: Letter) -> None:
        if side.status is None:
            side.status, side.peer_step = S.RECEIVED, letter.step

    def _news_arrives(self, side: Side, letter: Letter) -> None:
        answers_our_last = letter.act != A.GIVE_INFORMATION or letter.answers == side.our_step
        after = learnt_status(
            side.role,
            side.status,
            NEWS[letter.act],
            step=letter.step,
            last_step=side.peer_step,
            answers_our_last=answers_our_last,
        )
        side.status = after or side.status
        side.peer_step = max(side.peer_step, letter.step)

    def _receipt_arrives(self, letter: Letter) -> None:
        if letter.act == A.SEND and self.asking.status == S.SENT:
            self.asking.status = next_status(ASKING, S.SENT, A.LEARN_DELIVERED)

    def agrees(self) -> bool:
        ours, theirs = self.asking.status, self.asked.status
        if theirs is None:
            return ours in UNSENT or ours == S.WITHDRAWN
        return {S.SENT: S.RECEIVED, S.DELIVERED: S.RECEIVED}.get(ours, ours) == theirs


def walk(data: st.DataObject, *, may_lose: bool, in_order: bool) -> World:
    world = World()
    for _ in range(data.draw(st.integers(1, 25), "moves")):
        moves = [("act", role, action) for role in OurRole for action in world.acts(role)]
        letters = _movable(world, in_order)
        moves += [("arrive", letter, None) for letter in letters]
        moves += [("repeat", letter, None) for letter in letters]
        moves += [("lose", letter, None) for letter in letters if may_lose]
        if not moves:
            break
        what, who, action = data.draw(st.sampled_from(moves), "move")
        _do(world, what, who, action)
    _let_arrive(data, world, in_order)
    return world


def _movable(world: World, in_order: bool) -> list[Letter]:
    if not in_order:
        return world.under_way
    firsts = {letter.to: letter for letter in reversed(world.under_way)}
    return list(firsts.values())


def _do(world: World, what: str, who: object, action: Action | None) -> None:
    if what == "act":
        world.act(who, action)
        return
    if what != "repeat":
        world.under_way.remove(who)
    if what == "lose":
        world.lose(who)
    else:
        world.arrive(who)


def _let_arrive(data: st.DataObject, world: World, in_order: bool) -> None:
    while letters := _movable(world, in_order):
        _do(world, "arrive", data.draw(st.sampled_from(letters), "arrives"), None)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_whatever_is_lost_repeated_or_late_the_two_agree_or_a_human_is_told(data):
    world = walk(data, may_lose=True, in_order=False)
    assert world.agrees() or world.asking.human_told or world.asked.human_told


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_when_all_arrives_in_order_the_two_always_agree_and_nobody_is_troubled(data):
    world = walk(data, may_lose=False, in_order=True)
    assert world.agrees()
    assert not world.asking.human_told
    assert not world.asked.human_told


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_late_and_repeated_news_alone_does_not_part_the_two(data):
    """Nothing is lost, the request itself comes first; the rest may come in any order, twice."""
    world = World()
    for action in (A.APPROVE, A.SEND):
        world.act(ASKING, action)
    world.arrive(world.under_way.pop())
    for _ in range(data.draw(st.integers(1, 25), "moves")):
        moves = [("act", role, action) for role in OurRole for action in world.acts(role)]
        moves += [
            (what, letter, None) for letter in world.under_way for what in ("arrive", "repeat")
        ]
        if not moves:
            break
        _do(world, *data.draw(st.sampled_from(moves), "move"))
    _let_arrive(data, world, in_order=False)
    assert world.agrees()


@pytest.mark.parametrize("role", OurRole)
def test_every_status_of_a_side_can_be_reached(role):
    reached = {S.DRAFT if role == ASKING else S.RECEIVED}
    for _ in Status:
        reached |= {after for s in reached for after in TRANSITIONS[role].get(s, {}).values()}
    assert reached == set(TRANSITIONS[role])
    assert reached | {S.RECEIVED, S.DRAFT, *UNSENT, S.SENT, S.DELIVERED, S.NOT_DELIVERED} == set(S)


@pytest.mark.parametrize("role", OurRole)
def test_nobody_can_do_anything_with_a_request_that_has_ended(role):
    for status in ENDS:
        assert [a for a in TRANSITIONS[role][status] if a not in LEARNT] == []
    assert set(ENDS_OF_REQUESTS) == ENDS


@pytest.mark.parametrize("role", OurRole)
def test_where_it_is_our_move_there_is_a_move(role):
    for status in OUR_MOVE[role]:
        assert [a for a in TRANSITIONS[role][status] if a not in LEARNT]
    assert not OUR_MOVE[role] & ENDS


def test_no_side_has_the_acts_of_the_other():
    of = {role: {a for moves in TRANSITIONS[role].values() for a in moves} for role in OurRole}
    assert of[ASKING] & of[ASKED] == set()
    assert of[ASKING] | of[ASKED] == set(Action)


def test_the_requested_side_executes_nothing_before_somebody_accepts():
    for action in (A.START, A.EXECUTE, A.EXECUTE_PARTLY):
        assert S.RECEIVED not in statuses_before(ASKED, action)


def test_a_move_the_table_does_not_know_is_refused_with_the_status():
    with pytest.raises(WrongState, match="refused"):
        next_status(ASKED, S.REFUSED, A.ACCEPT)
    with pytest.raises(WrongState):
        next_status(ASKED, S.DRAFT, A.SEND)


@pytest.mark.parametrize("step", [0, 1, 2])
def test_a_step_not_later_than_the_last_one_learnt_moves_nothing(step):
    assert learnt_status(ASKING, S.SENT, A.LEARN_ACCEPTED, step=step, last_step=2) is None
    assert learnt_status(ASKING, S.SENT, A.LEARN_ACCEPTED, step=3, last_step=2) == S.ACCEPTED


def test_information_that_answers_an_earlier_question_does_not_settle_the_latest_one():
    given_ = (ASKED, S.INFORMATION_ASKED, A.LEARN_INFORMATION_GIVEN)
    assert learnt_status(*given_, step=3, last_step=1, answers_our_last=False) is None
    assert learnt_status(*given_, step=3, last_step=1) == S.INFORMATION_GIVEN
