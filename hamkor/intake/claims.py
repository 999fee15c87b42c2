"""What an employer still owes, as far as the answers tell it. A help: an officer checks it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

MOST = Decimal(10) ** 12
_BETWEEN_DIGITS = re.compile(r"[\s\u00a0\u202f'’]")
_AMOUNT = re.compile(r"\d{1,13}([.,]\d{1,2})?")


@dataclass(frozen=True)
class Claim:
    """Pay that was promised, for how many hours, days or months, less what was paid.

    `total` is in `currency`, never below zero.
    """

    amount: Decimal
    units: Decimal
    received: Decimal
    currency: str

    @property
    def total(self) -> Decimal:
        return max(self.amount * self.units - self.received, Decimal(0))


def read_amount(text: str) -> Decimal | None:
    """Return a sum as people write it ("60 000", "1200,50"); None when it is no sum."""
    bare = _BETWEEN_DIGITS.sub("", text)
    if not _AMOUNT.fullmatch(bare) or not bare.isascii():
        return None
    amount = Decimal(bare.replace(",", "."))
    return amount if amount <= MOST else None


def claim_in(answers: Mapping[str, str]) -> Claim | None:
    """Return the claim that the answers about pay tell; None when too little is known.

    Pay for the whole job is owed once, whatever stands beside it.
    """
    amount = read_amount(answers.get("pay_amount", ""))
    is_whole = answers.get("pay_per") == "job"
    units = Decimal(1) if is_whole else read_amount(answers.get("pay_units", ""))
    if not amount or not units:
        return None
    received = read_amount(answers.get("pay_received", "")) or Decimal(0)
    return Claim(amount, units, received, answers.get("pay_currency", ""))
