"""The whole answer about a draft: what governs, the way, what is missing, risks and clocks."""

from dataclasses import dataclass
from datetime import date

from hamkor.drafting.channel import ChannelFault, channel_faults
from hamkor.drafting.clocks import DraftClock, clocks
from hamkor.drafting.context import Context
from hamkor.drafting.draft import Draft
from hamkor.drafting.risks import Question, Risk, risks
from hamkor.law.contents import Missing, missing
from hamkor.parties.agreements import Applicable
from hamkor.parties.instruments import codes_binding
from hamkor.parties.measures import Measure, Safeguard


@dataclass(frozen=True)
class Report:
    """What a drafter is told. Nothing here decides: it stops, says why, and asks.

    Attributes:
        law: which instrument governs, with every branch.
        channel: what is wrong with the way.
        missing: contents that an instrument or the house asks for.
        risks: foreseeable grounds of refusal, bars first.
        questions: facts that would settle other grounds.
        safeguards: what a named officer answers before the request is sent.
        clocks: which run, and when each ends.
    """

    measure: Measure
    law: Applicable
    channel: tuple[ChannelFault, ...]
    missing: tuple[Missing, ...]
    risks: tuple[Risk, ...]
    questions: tuple[Question, ...]
    safeguards: tuple[Safeguard, ...]
    clocks: tuple[DraftClock, ...]

    @property
    def is_ready(self) -> bool:
        """Say whether nothing is missing and nothing speaks for a refusal.

        A question for a named officer does not make a draft unready: it is asked anyway.
        """
        barred = any(risk.weight != "ask" for risk in self.risks)
        run_out = any(clock.has_run_out and not clock.deadline.is_promise for clock in self.clocks)
        return not (self.channel or self.missing or barred or run_out)


def check(draft: Draft, *, on: date) -> Report:
    """Check a draft as the law stood on a day.

    Args:
        draft: as read; it may lack anything but its kind and the two offices.
        on: local date of the office that asks.

    Raises:
        NotFound: kind or offices are not known.
    """
    context = Context(draft, on)
    found, questions = risks(context)
    return Report(
        measure=context.measure,
        law=context.law,
        channel=tuple(channel_faults(context)),
        missing=tuple(_missing(context)),
        risks=found,
        questions=questions,
        safeguards=context.measure.safeguards,
        clocks=clocks(context),
    )


def _missing(context: Context) -> list[Missing]:
    draft, wanted = context.draft, context.measure
    codes = codes_binding(context.sender.state, wanted.id)
    return missing(
        wanted.id,
        (*context.law.agreement_ids, *codes),
        _said(context),
        language=draft.paper.language,
        attachments=len(draft.paper.translated_into),
    )


def _said(context: Context) -> dict[str, str]:
    """Return the contents, with what the facts of the draft say already."""
    persons = context.draft.persons
    born = [each.born_on.isoformat() if each.born_on else "" for each in persons]
    citizens = ["—" if each.is_stateless else ", ".join(each.citizenships) for each in persons]
    facts = {
        "requesting_body": context.sender.own_name,
        "requested_body": context.recipient.own_name,
        "persons": "\n".join(each.name or "" for each in persons),
        "birth": "\n".join(born) if all(born) else "",
        "citizenship": "\n".join(citizens) if all(citizens) else "",
    }
    written = {name: text for name, text in context.draft.contents.items() if text.strip()}
    return facts | written
