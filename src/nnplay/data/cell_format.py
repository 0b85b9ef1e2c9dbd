"""How the cells of a column are written: decimal and thousands separators, dates, words for missing values."""

import math
import re
from dataclasses import dataclass
from functools import cached_property

MISSING_WORDS = frozenset({
    "", "na", "n/a", "n.a.", "nan", "null", "none", "nil", "nat", "<na>", "?", "-", "--", "–", "—", ".", "..",
    "#n/a", "#na", "#null!", "#value!", "#ref!", "#div/0!", "#num!", "#name?", "missing", "not available",
})  # fmt: skip
"""What people and spreadsheets write where there is no value, in lower case."""

MISSING_CLASSES = MISSING_WORDS - {"none", "nil", "missing", "-", "--"}
"""Those of them that are no class of a target or category: "none" may well be one."""

SPACES = "\u00a0\u202f\u2009 "
CURRENCY = r"(?:[$€£¥₹₩₽₺₫฿¢]|US\$|USD|EUR|GBP|CHF|JPY|CAD|AUD|Rs\.?|kr\.?)"
DECORATED = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>[+\-−])?\s*{CURRENCY}?\s*(?P<second>[+\-−])?\s*"
    rf"(?P<body>[0-9](?:[0-9.,'’{SPACES}]*[0-9.,])?|[.,][0-9]+)(?P<exponent>[eE][+-]?[0-9]+)?"
    rf"\s*(?:{CURRENCY}|%|‰)?\s*(?P<close>\))?",
    re.IGNORECASE,
)
PLAIN_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
INFINITY = re.compile(r"[+-]?inf(?:inity)?", re.IGNORECASE)


@dataclass(frozen=True)
class CellFormat:
    """How the cells of a column are written.

    Attributes:
        decimal: the decimal separator, "." or ",".
        thousands: the separator of groups of three digits: "", ",", ".", " " or "'".
        intervals: the cells are intervals such as 10-20 or <5, which are read as their midpoints.
        date: how dates are written: a format of `datetime.strptime`, "iso" for ISO 8601, "" if they are no dates.
        missing: further words that mean a missing value.
    """

    decimal: str = "."
    thousands: str = ""
    intervals: bool = False
    date: str = ""
    missing: tuple[str, ...] = ()

    @cached_property
    def body(self) -> re.Pattern[str]:
        """The digits of a number without its sign, currency and exponent."""
        decimal = re.escape(self.decimal)
        if not self.thousands:
            return re.compile(rf"[0-9]+(?:{decimal}[0-9]*)?|{decimal}[0-9]+")
        groups = f"[{SPACES}]" if self.thousands == " " else "['’]" if self.thousands == "'" else f"[{self.thousands}]"
        return re.compile(rf"(?:[0-9]{{1,3}}(?:{groups}[0-9]{{3}})+|[0-9]+)(?:{decimal}[0-9]*)?|{decimal}[0-9]+")

    def is_missing(self, text: str, words: frozenset[str] = MISSING_WORDS) -> bool:
        """Whether a text means that there is no value."""
        return text.lower() in words or text in self.missing

    def parse_number(self, text: str) -> float | None:
        """The number in a text: NaN for a word that means missing, ±inf for an infinity, None for anything else."""
        text = text.strip()
        if self.is_missing(text):
            return math.nan
        if self.intervals and (middle := self.parse_interval(text)) is not None:
            return middle
        if self.decimal == "." and PLAIN_NUMBER.fullmatch(text):
            return float(text)
        if parts := split_number(text):
            negative, body, exponent = parts
            if self.body.fullmatch(body):
                return self._value(negative, body, exponent)
        return float(text) if INFINITY.fullmatch(text) else None

    def _value(self, negative: bool, body: str, exponent: str) -> float:
        digits = "".join(letter for letter in body if letter.isdigit() or letter == self.decimal)
        value = float(digits.replace(self.decimal, ".") + exponent)
        return -value if negative else value

    def parse_interval(self, text: str) -> float | None:
        """The midpoint of an interval; the bound of one that is open at one end; None for anything else."""
        for pattern in INTERVALS:
            if match := pattern.fullmatch(text.strip()):
                plain = CellFormat(self.decimal, self.thousands)
                bounds = [plain.parse_number(bound) for bound in match.groups()]
                numbers = [bound for bound in bounds if bound is not None and math.isfinite(bound)]
                if len(numbers) == len(bounds) and numbers == sorted(numbers):
                    return sum(numbers) / len(numbers)
        return None


PLAIN = CellFormat()

NUMBER = rf"[+\-−]?\s*{CURRENCY}?\s*[0-9][0-9.,'’]*\s*%?"
TWO_SIDED = re.compile(rf"[\[(]?\s*({NUMBER})\s*(?:-|–|—|to|;|,\s|\.\.\.?|…)\s*({NUMBER})\s*[\])]?", re.IGNORECASE)
INTERVALS = (
    TWO_SIDED,
    re.compile(rf"[\[(]\s*({NUMBER})\s*,\s*({NUMBER})\s*[\])]"),
    re.compile(
        rf"(?:<=?|>=?|≤|≥|under|over|below|above|up to|at least|more than|less than)\s*({NUMBER})", re.IGNORECASE
    ),
    re.compile(rf"({NUMBER})\s*(?:\+|or more|or less|and over|and above|and under|or older)", re.IGNORECASE),
)


def find_numbers(text: str) -> list[str]:
    """The numbers in a text, such as the bounds of an interval."""
    return re.findall(r"[0-9](?:[0-9.,'’]*[0-9])?", text)


def split_number(text: str) -> tuple[bool, str, str] | None:
    """Whether a number is negative, its digits with separators, and its exponent; None if the text is no number.

    A minus sign, accounting parentheses, a currency and a percent sign belong to the number; they do not change its
    size: 5% is 5.
    """
    match = DECORATED.fullmatch(text)
    if match is None or bool(match["open"]) != bool(match["close"]) or (match["sign"] and match["second"]):
        return None
    sign = match["sign"] or match["second"]
    if match["open"] and sign:
        return None
    return bool(match["open"]) or sign in ("-", "−"), match["body"].strip(), match["exponent"] or ""
