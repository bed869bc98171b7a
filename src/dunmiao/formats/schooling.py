"""Schooling in one cell: level and degree parted (大学⏎法学学士 → 大学, 法学学士).

Level words: ZB64 (education) in the usage of cadre forms; degrees: GB/T 6864.
"""

import re

from dunmiao.formats.marks import tidy

_LEVEL = re.compile(
    r"(?:(?:中央|省委?|市委?)?党校)?(?:在职)?(?:博士|硕士)?(?:研究生班?|大学本科|大学普通班|大学|本科|大学专科|大专|专科|中专|中技|高中|初中|技校|普通班)"
    r"(?:学历|毕业|肄业|结业)?"
)  # fmt: skip
_DEGREE = re.compile(r"[^\s,，、;；/（()）]*?(?:学士|硕士|博士)(?:学位)?")


def read_schooling(text: str) -> tuple[str, str]:
    """(level, degree) of a cell; what is neither stays with the level, so that nothing is lost."""
    levels, degrees = [], []
    for part in re.split(r"[\s,，、;；/]+", tidy(text)):
        level = _LEVEL.match(part)
        if level and _DEGREE.fullmatch(part[level.end() :]):
            levels.append(level[0])
            degrees.append(part[level.end() :])
        elif _DEGREE.fullmatch(part) and not (level and level.end() == len(part)):
            degrees.append(part)
        elif part:
            levels.append(part)
    return "、".join(levels), "、".join(degrees)
