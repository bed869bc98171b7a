"""Sort keys and search tokens of Chinese names: strokes, pinyin, initials."""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from pypinyin import Style, lazy_pinyin

from dunmiao.formats.marks import INVISIBLE, tidy
from dunmiao.formats.surnames import COMPOUNDS, OTHER_READINGS, SINGLES

_DOTS = str.maketrans(dict.fromkeys("・•．‧∙⋅･｡●", "·"))
# A full stop between two Han characters is the dot of a name.
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_STOP = re.compile(rf"(?<=[{_HAN}])[.。](?=[{_HAN}])")
FEWEST_LETTERS = 3


@lru_cache(maxsize=1)
def _stroke_ranks() -> dict[str, int]:
    text = (Path(__file__).parent / "data/stroke_order.txt").read_text(encoding="utf-8")
    return {character: index + 1 for index, character in enumerate(text)}


def clean_name(name: str) -> str:
    """The name as it is stored: no invisible characters, one kind of dot, no padding blanks.

    Blanks inside a name of Chinese characters are padding of forms ("张  三") and go;
    everything else is kept in its code points.
    """
    text = tidy(name).translate(_DOTS)
    if any("\u3400" <= character for character in text):
        text = _STOP.sub("·", re.sub(r"[\s\u3000]+", "", text))
    return text


def fold(text: str) -> str:
    """The form used for matching only: NFKC, lower case, no blanks, no invisible marks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", INVISIBLE.sub("", text))).lower()


def split_surname(name: str) -> tuple[str, str]:
    """Surname and given name; a compound surname is the longest match. A name with a dot is
    parted there."""
    first, dot, rest = name.partition("·")
    if dot:
        return first, rest
    length = 2 if len(name) > 2 and name[:2] in COMPOUNDS else 1
    return name[:length], name[length:]


def _spelled(text: str) -> list[str]:
    return [
        one for one in lazy_pinyin(text.replace("·", ""), style=Style.NORMAL, v_to_u=True) if one
    ]


def pinyin_syllables(name: str) -> list[str]:
    """Syllables without tones (ü as such), the surname by its own reading."""
    surname, given = split_surname(clean_name(name))
    known = COMPOUNDS.get(surname) or SINGLES.get(surname)
    return (known.split() if known else _spelled(surname)) + _spelled(given)


def _ascii(syllable: str) -> str:
    return syllable.replace("ü", "v")


def pinyin_key(name: str) -> str:
    """Key for sorting by pinyin in C order, ü as v."""
    return _ascii(" ".join(pinyin_syllables(name)))[:120]


def initials(name: str) -> str:
    """First letters of the syllables: 张伟 → zw."""
    return "".join(syllable[:1] for syllable in pinyin_syllables(name)).lower()[:30]


def _rank(character: str) -> int:
    return _stroke_ranks().get(character, 0xFFFF)


def stroke_key(name: str) -> bytes:
    """Key for 按姓氏笔画排序: surname ranks, length of the given name, its ranks.

    Two bytes a character (GB 13000.1 order); characters outside the table come last, by
    code point.
    """
    surname, given = split_surname(clean_name(name))
    key = b"".join(_rank(character).to_bytes(2, "big") for character in surname)
    key += b"\x00\x00" + min(len(given), 255).to_bytes(1, "big")
    for character in given:
        rank = _rank(character)
        key += rank.to_bytes(2, "big")
        if rank == 0xFFFF:
            key += ord(character).to_bytes(3, "big")
    return key[:120]


def search_tokens(name: str) -> set[str]:
    """Everything the name can be found by.

    Characters and adjacent pairs; pinyin whole and from three letters on (zhangw), of the given
    name too (jianguo), by every reading of the surname, ü as u, v and yu; initials.
    """
    name = clean_name(name)
    parts = [part for part in name.split("·") if part]
    tokens = {fold(name), fold(name.replace("·", "")), *name, *parts}
    tokens |= {part[i : i + 2] for part in parts for i in range(len(part) - 1)}
    size = len(split_surname(name)[0])
    for syllables in _spellings(name):
        joined = "".join(syllables)
        starts = ["".join(syllables[n:]) for n in ({0, size} if size < len(syllables) else {0})]
        tokens |= {start[:end] for start in starts for end in range(FEWEST_LETTERS, len(start) + 1)}
        tokens |= {joined, *syllables, *starts}
        letters = "".join(syllable[:1] for syllable in syllables)
        tokens |= {letters[:end] for end in range(2, len(letters) + 1)}
    return {token[:60] for token in tokens - {"·"} if token.strip()}


def _spellings(name: str) -> list[list[str]]:
    """Syllables by every reading of the surname, each with ü as v, u and yu."""
    syllables = pinyin_syllables(name)
    readings = [syllables]
    readings += [[other, *syllables[1:]] for other in OTHER_READINGS.get(name[:1], ()) if syllables]
    out = []
    for one in readings:
        for written in ("v", "u", "yu") if any("ü" in part for part in one) else ("v",):
            out.append([part.replace("ü", written).lower() for part in one])
    return out
