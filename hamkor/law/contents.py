"""What a draft still lacks, and which provision asks for it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hamkor.data_files import Names
from hamkor.errors import gettext_noop as _
from hamkor.parties.agreements import NATIONAL_LAW, RECIPROCITY
from hamkor.parties.instruments import NATIONAL_CODES, Agreement, agreement
from hamkor.parties.measures import ContentItem, Measure, Requirement, measure
from hamkor.parties.offices import states
from hamkor.parties.sayings import Saying, cited, joined

HOUSE_RULE = "house rule of the node"


@dataclass(frozen=True)
class Missing:
    """One thing a draft lacks.

    Args:
        item: id of the item of contents, or "language" or "translation".
        provision: every provision that asks for it, as an English reader would cite it.
        saying: what to tell the drafter.
        is_verified: at least one of the provisions was read in a source; a rule of the house is
            its own source.
    """

    item: str
    provision: str
    saying: Saying
    is_verified: bool

    @property
    def sentence(self) -> str:
        """The English msgid."""
        return self.saying.sentence


def missing(
    measure_id: str,
    agreement_ids: Iterable[str],
    contents: Mapping[str, str],
    *,
    language: str,
    attachments: int = 0,
) -> list[Missing]:
    """Return what a draft lacks, in the order of the form; empty when it may be approved.

    Args:
        measure_id: kind of request.
        agreement_ids: every instrument that may govern (`Applicable.agreement_ids`); what any of
            them requires is required. "ru-upk" adds the code that binds requests leaving Russia.
        contents: item id to what was written; blanks are nothing.
        language: code of the language the request is written in.
        attachments: number of attached files; a translation is one.

    Raises:
        NotFound: no such kind or agreement.
    """
    wanted = measure(measure_id)
    ids = [id for id in dict.fromkeys(agreement_ids) if id not in (RECIPROCITY, NATIONAL_LAW)]
    treaties = [agreement(id) for id in ids if id not in NATIONAL_CODES]
    return [
        *_missing_items(wanted, ids, contents),
        *_missing_translation(treaties, language, attachments),
    ]


def _missing_items(
    wanted: Measure, ids: list[str], contents: Mapping[str, str]
) -> Iterator[Missing]:
    for item in wanted.contents:
        if contents.get(item.id, "").strip():
            continue
        asked_by = [found for id in ids if (found := item.required_by(id))]
        if asked_by or item.required:
            yield _missing_item(item, asked_by)


def _missing_item(item: ContentItem, asked_by: list[Requirement]) -> Missing:
    if not asked_by:
        sentence = Saying(_("%(item)s is missing."), {"item": item.names})
        return Missing(item.id, HOUSE_RULE, sentence, True)
    provisions = joined(cited(_instrument(r.agreement), r.provision) for r in asked_by)
    return Missing(
        item.id,
        provisions.en,
        Saying(
            _("%(item)s is missing: %(provisions)s asks for it."),
            {"item": item.names, "provisions": provisions},
        ),
        any(r.is_verified for r in asked_by),
    )


def _instrument(id: str) -> Names:
    return NATIONAL_CODES[id] if id in NATIONAL_CODES else agreement(id).short


def _missing_translation(
    treaties: Iterable[Agreement], language: str, attachments: int
) -> Iterator[Missing]:
    """Yield at most one fault of language: the first treaty's that is not met."""
    for treaty in treaties:
        rule = treaty.languages
        if rule is None or language in rule.without_translation:
            continue
        is_official = any(language in s.working_languages for s in states().values())
        if is_official and attachments:
            continue
        item = "translation" if is_official else "language"
        cite = cited(treaty.short, rule.provision)
        saying = Saying("%(rule)s: %(provision)s.", {"rule": rule.rule, "provision": cite})
        yield Missing(item, cite.en, saying, rule.source.is_verified)
        return
