"""Sort keys and search tokens of Chinese names: strokes, pinyin, initials."""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from pypinyin import Style, lazy_pinyin

# Surnames that general readings get wrong; compound ones first.
SURNAMES = {
    "长孙": "zhang sun",
    "尉迟": "yu chi",
    "万俟": "mo qi",
    "令狐": "ling hu",
    "澹台": "tan tai",
    "单于": "chan yu",
    "欧阳": "ou yang",
    "上官": "shang guan",
    "司马": "si ma",
    "司徒": "si tu",
    "诸葛": "zhu ge",
    "皇甫": "huang fu",
    "夏侯": "xia hou",
    "东方": "dong fang",
    "慕容": "mu rong",
    "公孙": "gong sun",
    "宇文": "yu wen",
    "独孤": "du gu",
    "单": "shan",
    "曾": "zeng",
    "仇": "qiu",
    "解": "xie",
    "区": "ou",
    "查": "zha",
    "翟": "zhai",
    "缪": "miao",
    "覃": "qin",
    "朴": "piao",
    "盖": "ge",
    "种": "chong",
    "秘": "bi",
    "任": "ren",
    "华": "hua",
    "纪": "ji",
    "应": "ying",
    "宁": "ning",
    "那": "na",
    "乜": "nie",
    "员": "yun",
    "牟": "mu",
    "冼": "xian",
    "尹": "yin",
    "逄": "pang",
    "佴": "nai",
    "晁": "chao",
    "郗": "xi",
    "褚": "chu",
    "隗": "kui",
    "繁": "po",
    "黑": "he",
    "折": "she",
    "重": "chong",
    "召": "shao",
    "洗": "xian",
    "祭": "zhai",
    "燕": "yan",
    "过": "guo",
    "葛": "ge",
    "车": "che",
    "石": "shi",
    "万": "wan",
    "都": "du",
    "谌": "chen",
    "訾": "zi",
    "厍": "she",
    "尉": "wei",
}
COMPOUND = tuple(name for name in SURNAMES if len(name) == 2)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_DOTS = str.maketrans(dict.fromkeys("・•．‧∙⋅", "·"))


@lru_cache(maxsize=1)
def _stroke_ranks() -> dict[str, int]:
    text = (Path(__file__).parent / "data/stroke_order.txt").read_text(encoding="utf-8")
    return {character: index + 1 for index, character in enumerate(text)}


def clean_name(name: str) -> str:
    """The name as it is stored: no invisible characters, one kind of dot, no padding blanks.

    Blanks inside a name of Chinese characters are padding of forms ("张  三") and go;
    everything else is kept in its code points.
    """
    text = _INVISIBLE.sub("", name).translate(_DOTS).strip()
    if any("\u3400" <= character for character in text):
        text = re.sub(r"[\s\u3000]+", "", text)
    return text


def fold(text: str) -> str:
    """The form used for matching only: NFKC, lower case, no blanks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()


def split_surname(name: str) -> tuple[str, str]:
    """Surname and given name; a compound surname is the longest match."""
    length = 2 if len(name) > 2 and name[:2] in COMPOUND else 1
    return name[:length], name[length:]


def pinyin_syllables(name: str) -> list[str]:
    """Syllables without tones, the surname by its own reading."""
    name = clean_name(name)
    surname, given = split_surname(name)
    if surname in SURNAMES:
        return SURNAMES[surname].split() + lazy_pinyin(given, style=Style.NORMAL)
    return lazy_pinyin(surname, style=Style.NORMAL) + lazy_pinyin(given, style=Style.NORMAL)


def pinyin_key(name: str) -> str:
    """Key for sorting by pinyin in C order."""
    return " ".join(pinyin_syllables(name))[:120]


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
    key += b"\x00\x00" + len(given).to_bytes(1, "big")
    for character in given:
        rank = _rank(character)
        key += rank.to_bytes(2, "big")
        if rank == 0xFFFF:
            key += ord(character).to_bytes(3, "big")
    return key[:120]


def search_tokens(name: str) -> set[str]:
    """Everything the name can be found by: characters, adjacent pairs, pinyin, initials."""
    name = clean_name(name)
    syllables = pinyin_syllables(name)
    joined = "".join(syllables).lower()
    tokens = {fold(name), *name, *(name[i : i + 2] for i in range(len(name) - 1))}
    tokens |= {joined, initials(name), *(syllable.lower() for syllable in syllables)}
    letters = initials(name)
    tokens |= {letters[:end] for end in range(2, len(letters) + 1)}
    return {token[:60] for token in tokens if token.strip()}
