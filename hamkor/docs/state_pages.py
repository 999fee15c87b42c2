"""How requests and complaints move, as a table and as a picture per side."""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from hamkor.assistance.states import ENDS, OUR_MOVE, TRANSITIONS, Action, OurRole, Status
from hamkor.assistance.verbs import MOVES
from hamkor.docs.markdown import code, listed, page, table
from hamkor.intake import states as intake
from hamkor.intake.models import ComplaintStatus

_SIDES = {
    OurRole.REQUESTING: (
        "The requesting side",
        "An action that begins with `learn_` is news from the other office; the others are an "
        "officer's. News may be late: a step of the other office that is later than every one "
        "learnt before moves the request and may skip those between, an earlier one moves "
        "nothing.",
    ),
    OurRole.REQUESTED: ("The requested side", "A request begins here when it comes in: received."),
}

MANY = 4
"""From so many statuses on, a move is drawn once."""

Moves = Mapping[Any, Mapping[Any, Any]]


def states_page() -> str:
    """Write the tables of `assistance.states` and `intake.states`."""
    return page(
        "States",
        "The tables of `hamkor/assistance/states.py` and `hamkor/intake/states.py`. A request has "
        "a status on each side, and the two need not agree at any one moment: delivered is not "
        "accepted, accepted is not executed. What besides must be true for a verb is in "
        "`hamkor/assistance/conditions.py`; who may use it in [permissions](permissions.md).",
        *(block for role in OurRole for block in _side(role)),
        "## A complaint",
        _picture(intake.TRANSITIONS, ComplaintStatus.RECEIVED),
        _table(intake.TRANSITIONS),
    )


def _side(role: OurRole) -> Iterator[str]:
    title, explanation = _SIDES[role]
    moves = TRANSITIONS[role]
    yield f"## {title}"
    yield explanation
    yield _picture(moves, next(iter(moves)))
    yield _table(moves)
    ours = [status.value for status in Status if status in OUR_MOVE[role]]
    yield f"The next move is ours in: {listed(ours)}. Ends: {listed(sorted(ENDS))}."
    services = ((code(verb.value), code(MOVES[verb].value)) for verb in MOVES if _has(role, verb))
    yield table(("verb of an officer", "action of the table"), services)


def _has(role: OurRole, verb: Any) -> bool:
    action: Action = MOVES[verb]
    return any(action in moves for moves in TRANSITIONS[role].values())


def _picture(moves: Moves, first: Enum) -> str:
    """Draw a Mermaid diagram; moves shared by many statuses start from one box for all of them."""
    sources: dict[tuple[str, str], list[str]] = {}
    for before, actions in moves.items():
        for action, after in actions.items():
            sources.setdefault((action.value, after.value), []).append(before.value)
    arrows: dict[tuple[str, str], list[str]] = {}
    boxes: dict[tuple[str, ...], str] = {}
    for (name, after), befores in sources.items():
        starts = befores
        if len(befores) >= MANY:
            starts = [boxes.setdefault(tuple(befores), f"any_{len(boxes) + 1}")]
        for start in starts:
            arrows.setdefault((start, after), []).append(name)
    drawn = [f'    state "{_box(names)}" as {box}' for names, box in boxes.items()]
    drawn += [f"    [*] --> {first.value}"]
    drawn += [f"    {a} --> {b}: {', '.join(names)}" for (a, b), names in arrows.items()]
    return "\n".join(("```mermaid", "stateDiagram-v2", *drawn, "```"))


def _box(names: tuple[str, ...]) -> str:
    return "any of " + ", ".join(names)


def _table(moves: Moves) -> str:
    rows = (
        (code(before.value), code(action.value), code(after.value))
        for before, actions in moves.items()
        for action, after in (actions or {_NOTHING: _NOTHING}).items()
    )
    return table(("status", "action", "status after"), rows)


class _Nothing(Enum):
    NOTHING = ""


_NOTHING = _Nothing.NOTHING
