"""Is this employer or recruiter the one that others named? Firms as people write them."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations
from math import log2
from pathlib import Path

from rapidfuzz.distance import OSA, Levenshtein

from hamkor.data_files import Fact, load
from hamkor.errors import gettext_noop as _
from hamkor.matching.findings import Reason, Verdict
from hamkor.matching.normalise import LONGEST_NAME, clean, consonants, fold, loose, tidy

SPLIT = re.compile(r"[^\w']+|_+")
HYPHENS = re.compile(r"[-‐‑‒–—/]")
DIGITS = re.compile(r"\d+")
MOST_WORDS = 8
LONGEST_KEY = 60
LONGEST_FORM = 5
SHORTEST_NEAR, LONG_WORD, SHORTEST_ABBREVIATION = 4, 8, 2
NOTICEABLE_BITS = 1.0

BITS = {"same": 9.0, "near": 5.0, "initials": 6.0, "common": 1.5, "number": 3.0}
"""What an agreeing word proves, in bits, judged from how many firms share one; not yet learnt."""
CONTRADICTS = {"differs": -7.0, "number_differs": -6.0, "legal_form_differs": -1.5, "extra": -2.0}
LIKELY_FROM, UNLIKELY_BELOW = 8.0, 0.0

SENTENCES: dict[str, str] = {
    "same": _("“%(one)s” and “%(other)s” are one word"),
    "near": _("“%(one)s” and “%(other)s” differ by a letter or two"),
    "initials": _("“%(one)s” can be short for “%(other)s”"),
    "common": _("both names have “%(one)s”, a word that many firms use"),
    "number": _("both names have the number %(one)s"),
    "differs": _("the names “%(one)s” and “%(other)s” are different"),
    "number_differs": _("the numbers in the names are different: %(one)s and %(other)s"),
    "legal_form_same": _("the legal form is the same: %(one)s and %(other)s"),
    "legal_form_differs": _("the legal forms are different: %(one)s and %(other)s"),
    "extra": _("only one of the names has “%(one)s”"),
}


class OrganisationWords(Fact):
    legal_forms: tuple[tuple[str, ...], ...]
    common_words: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class OrganisationName:
    """A firm's name taken apart.

    `words` are folded and sorted, without the legal form; `common` those of them that many firms
    use; `initials` the first letters in the order written; `written` what the source wrote for
    each folded word.
    """

    words: tuple[str, ...]
    common: frozenset[str]
    numbers: frozenset[str]
    legal_forms: frozenset[int]
    initials: str
    written: tuple[tuple[str, str], ...]
    whole: str

    @property
    def telling(self) -> tuple[str, ...]:
        """The words that tell this firm from others; all of them when all are common."""
        rare = tuple(word for word in self.words if word not in self.common)
        return rare or self.words

    def as_written(self, word: str) -> str:
        return dict(self.written).get(word, word)


@dataclass(frozen=True, slots=True)
class OrganisationComparison:
    """As `Comparison`, for two names of organisations. A suggestion; an officer decides."""

    score: float
    verdict: Verdict
    reasons: tuple[Reason, ...]
    against: Reason | None


@cache
def _known() -> tuple[dict[tuple[str, ...], int], dict[str, str]]:
    lists = load(Path(__file__).parent / "organisations.yaml", OrganisationWords)
    forms = {
        tuple(_folded(word) for word in SPLIT.split(clean(form)) if word): number
        for number, group in enumerate(lists.legal_forms)
        for form in group
    }
    words = {
        _folded(clean(word)): _folded(clean(group[0]))
        for group in lists.common_words
        for word in group
    }
    return forms, words


@lru_cache(maxsize=65536)
def _folded(word: str) -> str:
    """Return one string for all spellings of a word; a number stays as it is."""
    if word.isdigit():
        return word
    return loose(tidy(fold(word)[0])) or loose(fold(word)[0])


@lru_cache(maxsize=16384)
def organisation_name(written: str) -> OrganisationName:
    """Take a name apart; at most its first 300 characters and 8 words are looked at."""
    apart = HYPHENS.sub(" ", written[:LONGEST_NAME])
    texts = [text for text in SPLIT.split(clean(apart)) if text.strip("'")]
    folded = [(_folded(text), text) for text in texts]
    folded = [(word, text) for word, text in folded if word]
    kept, legal = _without_legal_forms(folded)
    same = _known()[1]
    named = [(same.get(word, word), text) for word, text in kept][:MOST_WORDS]
    words = [word for word, _text in named if not word.isdigit()]
    return OrganisationName(
        words=tuple(sorted(set(words))),
        common=frozenset(word for word in words if word in set(same.values())),
        numbers=frozenset(number for word, _t in named for number in DIGITS.findall(word)),
        legal_forms=legal,
        initials="".join(word[0] for word in words),
        written=tuple((word, text) for word, text in named),
        whole=" ".join(written.split()),
    )


def _without_legal_forms(
    folded: list[tuple[str, str]],
) -> tuple[list[tuple[str, str]], frozenset[int]]:
    """Take out the legal form wherever it stands; a name that is nothing else keeps it."""
    forms = _known()[0]
    kept: list[tuple[str, str]] = []
    found: set[int] = set()
    place = 0
    while place < len(folded):
        for length in range(LONGEST_FORM, 0, -1):
            group = tuple(word for word, _text in folded[place : place + length])
            if len(group) == length and group in forms:
                found.add(forms[group])
                place += length
                break
        else:
            kept.append(folded[place])
            place += 1
    return (kept, frozenset(found)) if kept else (folded, frozenset(found))


def organisation_keys(name: str) -> set[str]:
    """Return a few plain ASCII strings; two spellings of one firm nearly always share one.

    Kinds: "o:" one telling word, "oo:" two words, "oa:" an abbreviation or what it may be.
    """
    known = organisation_name(name)
    skeletons = sorted({consonants(word) or word for word in known.telling})
    found = {f"o:{each}" for each in skeletons}
    found |= {f"oo:{one}+{other}" for one, other in combinations(skeletons[:4], 2)}
    if len(known.initials) > SHORTEST_ABBREVIATION:
        found.add(f"oa:{known.initials}")
    found |= {f"oa:{word}" for word in known.telling if 2 < len(word) <= LONGEST_FORM}
    return {key[:LONGEST_KEY] for key in found if key.isascii()}


def compare_organisations(one: str, other: str) -> OrganisationComparison:
    """Compare two names; the order of the two and of their words does not matter."""
    ours, theirs = organisation_name(one), organisation_name(other)
    reasons = tuple(
        Reason("name", level, bits, SENTENCES[level], {"one": mine, "other": yours})
        for level, bits, mine, yours in (
            *_words(ours, theirs),
            *_numbers(ours, theirs),
            *_legal_forms(ours, theirs),
        )
    )
    score = sum(reason.bits for reason in reasons)
    strongest = min(reasons, key=lambda reason: reason.bits, default=None)
    against = strongest if strongest and strongest.bits < -NOTICEABLE_BITS else None
    return OrganisationComparison(score, _verdict(ours, theirs, score, against), reasons, against)


Finding = tuple[str, float, str, str]


def _verdict(
    ours: OrganisationName, theirs: OrganisationName, score: float, against: Reason | None
) -> Verdict:
    if not ours.words or not theirs.words:
        return "cannot_say"
    if against is not None and score < UNLIKELY_BELOW:
        return "unlikely"
    is_telling = not set(ours.telling) <= ours.common
    if score >= LIKELY_FROM and is_telling and (against is None or against.level == "extra"):
        return "likely_same"
    return "possible"


def _words(ours: OrganisationName, theirs: OrganisationName) -> list[Finding]:
    if _is_short_for(ours, theirs) or _is_short_for(theirs, ours):
        return [("initials", BITS["initials"], ours.whole, theirs.whole)]
    pairs = _pairs(ours.words, theirs.words)
    found = [_agreement(ours, theirs, *pair) for pair in pairs]
    left = [w for w in ours.telling if w not in {pair[0] for pair in pairs}]
    right = [w for w in theirs.telling if w not in {pair[1] for pair in pairs}]
    for mine, yours in zip(left, right, strict=False):
        bits = CONTRADICTS["differs"]
        found.append(("differs", bits, ours.as_written(mine), theirs.as_written(yours)))
    spare = [*(ours.as_written(w) for w in left[len(right) :])]
    spare += [theirs.as_written(w) for w in right[len(left) :]]
    found += [("extra", CONTRADICTS["extra"], word, "") for word in spare[:2]]
    return found


def _is_short_for(short: OrganisationName, long: OrganisationName) -> bool:
    return (
        len(short.words) == 1
        and len(long.words) > SHORTEST_ABBREVIATION
        and short.words[0] == long.initials
    )


def _pairs(ours: tuple[str, ...], theirs: tuple[str, ...]) -> list[tuple[str, str, str]]:
    found = [(word, word, "same") for word in ours if word in theirs]
    left = [word for word in ours if word not in theirs]
    right = [word for word in theirs if word not in ours]
    for mine in left:
        near = [word for word in right if _is_near(mine, word)]
        if near:
            best = min(near, key=lambda word: (Levenshtein.distance(mine, word), word))
            right.remove(best)
            found.append((mine, best, "near"))
    return found


def _is_near(a: str, b: str) -> bool:
    if min(len(a), len(b)) < SHORTEST_NEAR:
        return False
    return bool(OSA.distance(a, b) <= (2 if max(len(a), len(b)) >= LONG_WORD else 1))


def _agreement(
    ours: OrganisationName, theirs: OrganisationName, mine: str, yours: str, level: str
) -> Finding:
    is_common = mine in ours.common or yours in theirs.common
    if is_common and level == "same":
        level = "common"
    bits = BITS[level] + min(0.0, log2(len(mine) / SHORTEST_NEAR))  # short words prove less
    return level, max(bits, 0.5), ours.as_written(mine), theirs.as_written(yours)


def _numbers(ours: OrganisationName, theirs: OrganisationName) -> list[Finding]:
    if not ours.numbers or not theirs.numbers:
        return []
    one, other = ", ".join(sorted(ours.numbers)), ", ".join(sorted(theirs.numbers))
    level = "number" if ours.numbers & theirs.numbers else "number_differs"
    return [(level, BITS.get(level) or CONTRADICTS[level], one, other)]


def _legal_forms(ours: OrganisationName, theirs: OrganisationName) -> list[Finding]:
    if not ours.legal_forms or not theirs.legal_forms:
        return []
    is_same = bool(ours.legal_forms & theirs.legal_forms)
    level = "legal_form_same" if is_same else "legal_form_differs"
    return [(level, 0.5 if is_same else CONTRADICTS[level], ours.whole, theirs.whole)]
