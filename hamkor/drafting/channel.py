"""Does the request go the right way: from whom, to whom, under which instrument?"""

from collections.abc import Iterator
from dataclasses import dataclass

from hamkor.data_files import Names
from hamkor.drafting.context import Context
from hamkor.errors import gettext_noop as _
from hamkor.parties.areas import area
from hamkor.parties.instruments import NATIONAL_CODES, Agreement, agreement, all_agreements
from hamkor.parties.measures import ChannelRule
from hamkor.parties.offices import Office, all_offices
from hamkor.parties.sayings import Saying, cited, joined

_PROSECUTORS_GENERAL = _("%(kind)s goes between Prosecutors General: hand it to %(office)s.")
_MILITARY = _(
    "A military prosecutor's office asks and is asked in military matters; %(area)s is none. Hand "
    "it to %(office)s."
)
_NOT_IN_AREA = _("%(kind)s is not made in %(area)s.")
_NO_INSTRUMENT = _(
    "No instrument that is known here binds both on this day. Ask on reciprocity, and say so, or "
    "ask the other office which instrument it applies."
)
_DOES_NOT_GOVERN = _("%(agreement)s does not govern this request on this day.")
_ARTICLE_LATER = _("%(agreement)s, %(article)s, did not exist yet on this day.")
_OTHER_WAY = {
    "court": _("A court's request does not go through the prosecutor's office: %(way)s."),
    "supreme_court": _("The Supreme Court sends its own requests itself."),
    "investigative_committee": _(
        "The Investigative Committee sends its own requests, unless they need a court's decision "
        "or the prosecutor's consent."
    ),
    "interior": _(
        "The ministry of the interior sends its own requests, unless they need a court's decision "
        "or the prosecutor's consent."
    ),
    "security": _(
        "The security service sends its own requests, unless they need a court's decision or the "
        "prosecutor's consent."
    ),
}
_JUSTICE = Names(
    tg="ба воситаи Вазорати адлия",
    ru="через Министерство юстиции",
    en="it goes through the Ministry of Justice",
)
_UPK_453 = cited(NATIONAL_CODES["ru-upk"], "art. 453")


@dataclass(frozen=True)
class ChannelFault:
    """Something about the way that would send the request back.

    Attributes:
        code: what kind of fault it is.
        provision: who says so; None for a rule of reason.
    """

    code: str
    saying: Saying
    provision: Names | None
    is_verified: bool


def channel_faults(context: Context) -> Iterator[ChannelFault]:
    """Give what is wrong with the way of a request."""
    yield from _wrong_offices(context)
    yield from _another_body(context)
    yield from _not_in_area(context)
    yield from _nothing_binds(context)
    yield from _wrongly_cited(context)


def rules_that_hold(context: Context) -> tuple[ChannelRule, ...]:
    """Return what the instruments that may govern say about the way."""
    return tuple(r for r in context.measure.channel if r.agreement in context.instruments)


def _wrong_offices(context: Context) -> Iterator[ChannelFault]:
    offices = (context.sender, context.recipient)
    military = [each for each in offices if each.kind == "military_prosecutor"]
    rules = rules_that_hold(context)
    if context.measure.between == "prosecutors_general":
        for each in military:
            facts = {"kind": context.measure.names, "office": _general_of(each).names}
            says = Saying(_PROSECUTORS_GENERAL, facts)
            is_read = any(rule.confidence == "high" for rule in rules)
            yield ChannelFault("wrong_office", says, _cites(rules), is_read)
    elif (place := context.draft.area) and place != "military":
        for each in military:
            facts = {"area": area(place).names, "office": _general_of(each).names}
            yield ChannelFault("not_military", Saying(_MILITARY, facts), None, True)


def _general_of(military: Office) -> Office:
    return next(
        each
        for each in all_offices().values()
        if each.state == military.state and each.kind == "prosecutor_general"
    )


def _cites(rules: tuple[ChannelRule, ...]) -> Names | None:
    if not rules:
        return None
    return joined(cited(agreement(rule.agreement).short, rule.provision) for rule in rules)


def _another_body(context: Context) -> Iterator[ChannelFault]:
    """RU UPK 453: which body sends whose requests; other codes were not read."""
    body = context.draft.on_behalf_of
    if context.sender.state != "RU" or body is None or body == "prosecutor":
        return
    is_theirs_alone = body in ("court", "supreme_court")
    if is_theirs_alone or not context.measure.needs_sanction:
        yield ChannelFault(
            "another_body", Saying(_OTHER_WAY[body], {"way": _JUSTICE}), _UPK_453, True
        )


def _not_in_area(context: Context) -> Iterator[ChannelFault]:
    place = context.draft.area
    if place is not None and not context.measure.is_made_in(place):
        facts = {"kind": context.measure.names, "area": area(place).names}
        yield ChannelFault("not_in_area", Saying(_NOT_IN_AREA, facts), None, True)


def _nothing_binds(context: Context) -> Iterator[ChannelFault]:
    if context.law.basis == "reciprocity" and not context.instruments:
        yield ChannelFault("no_instrument", Saying(_NO_INSTRUMENT), None, False)


def _wrongly_cited(context: Context) -> Iterator[ChannelFault]:
    for each in context.draft.cites:
        known = all_agreements().get(each.instrument or "")
        if known is None:
            continue
        if known.id not in context.instruments:
            says = Saying(_DOES_NOT_GOVERN, {"agreement": known.short})
            yield ChannelFault("does_not_govern", says, None, context.law.is_certain)
        elif each.article and _begins_later(known, each.article, context):
            facts = {"agreement": known.short, "article": each.article}
            yield ChannelFault("no_such_article", Saying(_ARTICLE_LATER, facts), None, False)


def _begins_later(known: Agreement, article: str, context: Context) -> bool:
    return any(
        each.provision == article and each.in_force_from and each.in_force_from > context.on
        for each in known.articles
    )
