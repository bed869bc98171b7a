"""The unit that a text names (市财政局预算科副科长): by the office's own names and their aliases.

Names are compared without blanks and line breaks; the longest name wins, and a name that more than
one unit bears says nothing by itself.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dunmiao.formats.marks import squeezed

FEWEST = 3
_BEFORE = re.compile(r"([\u4e00-\u9fff]{2,4}?(?:省|自治区))?([\u4e00-\u9fff]{2,4}?市)?")


@dataclass(frozen=True)
class UnitWords:
    """Names and aliases → key of the unit; built once for a file."""

    by_name: Mapping[str, str]
    longest_first: tuple[str, ...] = field(default=())

    @classmethod
    def of(cls, names: Iterable[tuple[str, str]]) -> "UnitWords":
        """From (name or alias, key); what names several units is left out."""
        found: dict[str, set[str]] = {}
        for name, key in names:
            found.setdefault(squeezed(name), set()).add(key)
        sure = {name: next(iter(keys)) for name, keys in found.items() if len(keys) == 1 and name}
        long = sorted((name for name in sure if len(name) >= FEWEST), key=len, reverse=True)
        return cls(sure, tuple(long))

    def exact(self, text: str) -> str:
        """The unit of this very name, however it was spaced; empty for none."""
        return self.by_name.get(squeezed(text), "")

    def split(self, text: str) -> tuple[str, str]:
        """(unit, post) of a cell 工作单位及职务: the longest name that the text begins with, a
        province or city before it passed over; no unit and the whole text where none does."""
        bare = squeezed(text)
        start = _BEFORE.match(bare)
        ends = (max(0, start.end(1)), start.end()) if start else ()
        for begin in dict.fromkeys((0, *ends)):
            for name in self.longest_first:
                if bare.startswith(name, begin):
                    return self.by_name[name], bare[begin + len(name) :]
        return "", text

    def named_in(self, text: str) -> str:
        """The unit that a text names anywhere, the longest name first; empty for none."""
        bare = squeezed(text)
        return next((self.by_name[name] for name in self.longest_first if name in bare), "")
