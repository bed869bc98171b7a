"""Marks that no reader sees or that stand for others: dropped or folded, and said.

The table of blanks and of invisible marks is that of Unicode (general categories Zs and Cf).
"""

import re
import unicodedata

BLANKS = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_OUTER = " \t\r\n\v\f" + BLANKS
# One character for one: full-width signs as their plain forms, every blank as a space.
_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | dict.fromkeys(
    map(ord, BLANKS), 32
)
_LONGEST_PILE = 3


def tidy(text: str) -> str:
    """The text without invisible marks and outer blanks of any kind; inside, nothing changes."""
    return INVISIBLE.sub("", text).strip(_OUTER)


def plain(text: str) -> str:
    """The same number of characters, full-width signs and blanks in their plain forms."""
    return text.translate(_PLAIN)


def squeezed(text: str) -> str:
    """As compared: compatibility forms folded, no blanks, no invisible marks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", INVISIBLE.sub("", text)))


def has_invisible(text: str) -> bool:
    """Whether the text holds a mark that nobody sees."""
    return bool(INVISIBLE.search(text))


def piled(text: str) -> bool:
    """Whether more than three combining marks stand on one character."""
    height = 0
    for character in text:
        height = height + 1 if unicodedata.combining(character) else 0
        if height > _LONGEST_PILE:
            return True
    return False
