"""Characters of names that no standard holds: private-use ones with their standard form, and
characters described by their parts (⿺走女).

The private-use block is that of GBK (GB 18030-2000 table E.1): two bytes FE50 to FEA0 were given
U+E815 to U+E864 before Unicode had the characters.
"""

import unicodedata

_FIRST, _LAST = 0xE815, 0xE864
# Where Python's table of GB 18030 still keeps the private-use code: the mapping of GB 18030-2022.
_LATER = {
    0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE81E: 0x9FB4, 0xE826: 0x9FB5,
    0xE82B: 0x9FB6, 0xE82C: 0x9FB7, 0xE831: 0x215D7, 0xE832: 0x9FB8, 0xE83B: 0x2298F,
    0xE843: 0x9FB9, 0xE854: 0x9FBA, 0xE855: 0x241FE, 0xE864: 0x9FBB,
}  # fmt: skip
_DESCRIBING = range(0x2FF0, 0x3000)


def is_private(character: str) -> bool:
    """A code that means nothing outside the system that made the file."""
    return unicodedata.category(character) == "Co"


def standard_of(character: str) -> str:
    """The standard character of a private-use code of GBK; empty where none is known."""
    code = ord(character)
    if code in _LATER:
        return chr(_LATER[code])
    if not _FIRST <= code <= _LAST:
        return ""
    second = 0x50 + code - _FIRST
    found = bytes([0xFE, second + (second >= 0x7F)]).decode("gb18030")
    return "" if is_private(found) else found


def is_described(text: str) -> bool:
    """Whether a character is written by its parts."""
    return any(ord(character) in _DESCRIBING for character in text)
