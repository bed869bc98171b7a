"""`problem.json`: caps, lists of pairs, groups of units and hosts, couples, goals; every fault with
its line."""

from collections.abc import Mapping, Sequence
from typing import Any

from dunmiao.engines.located import BadJson, Located, parse
from dunmiao.engines.matching.goals import OWN_NAMES
from dunmiao.engines.matching.problem import NO_CAP, Bond, Pair
from dunmiao.engines.tables import MOST_COMPONENT, Fault, decode

SETTINGS = "problem.json"
KEYS = {
    "format",
    "tier_bonus",
    "release_cap",
    "host_cap",
    "unit_post_cap",
    "teams",
    "pins",
    "forbidden",
    "previous",
    "stickiness",
    # Beyond the first contract; absent means none.
    "systems",
    "system_cap",
    "counties",
    "county_cap",
    "recusals",
    "couples",
    "balance",
    "goals",
}
Index = Mapping[str, int]


class Settings:
    """The object of problem.json; `faults` grows while it is read."""

    def __init__(self, content: bytes) -> None:
        """Parse it and look at its keys."""
        self.faults: list[Fault] = []
        self.located = Located({})
        text = decode(SETTINGS, content, self.faults)
        try:
            located = parse(text)
        except BadJson as wrong:
            self.faults.append(Fault(SETTINGS, wrong.line, str(wrong)))
            return
        if not isinstance(located.value, dict):
            self.faults.append(Fault(SETTINGS, 1, "must be one object"))
            return
        self.located = located
        if located.value.get("format") != "dunmiao-matching/1":
            self.here('format must be "dunmiao-matching/1"', "format")
        for key in sorted(located.value.keys() - KEYS):
            self.here(f'unknown key "{key}"', key)

    @property
    def plain(self) -> dict[str, Any]:
        """The keys as they are."""
        value: dict[str, Any] = self.located.value
        return value

    def here(self, reason: str, *path: str | int) -> None:
        """A fault at the line of this element."""
        self.faults.append(Fault(SETTINGS, self.located.line(*path), reason))

    # ── numbers ──
    def stickiness(self) -> int:
        """Points for a pair of the previous plan."""
        value = self.plain.get("stickiness", 0)
        if type(value) is int and abs(value) <= MOST_COMPONENT:
            return value
        self.here("stickiness must be an integer of at most 10^9", "stickiness")
        return 0

    def tier_bonus(self) -> dict[str, int]:
        """Bonus by tier."""
        bonuses = self.plain.get("tier_bonus", {})
        if not isinstance(bonuses, dict):
            self.here("tier_bonus must be an object", "tier_bonus")
            return {}
        for tier, bonus in bonuses.items():
            if type(bonus) is not int or abs(bonus) > MOST_COMPONENT:
                self.here(f'tier "{tier}": bonus must be an integer', "tier_bonus", tier)
        return {tier: bonus if type(bonus) is int else 0 for tier, bonus in bonuses.items()}

    def balance(self) -> tuple[int, ...]:
        """What the first, second, … person of a unit costs: never falling."""
        steps = self.plain.get("balance", [])
        good = isinstance(steps, list) and all(type(s) is int for s in steps)
        if good and all(a <= b for a, b in zip([0, *steps], steps, strict=False)):
            if max(steps, default=0) <= MOST_COMPONENT:
                return tuple(steps)
        self.here("balance must be a list of integers >= 0 that never fall", "balance")
        return ()

    def goals(self, components: Sequence[str]) -> tuple[str, ...]:
        """Names of goals, the most important first."""
        names = self.plain.get("goals", [])
        if not isinstance(names, list):
            self.here("goals must be a list", "goals")
            return ()
        known = {*OWN_NAMES, *components}
        for place, name in enumerate(names):
            if name not in known:
                choices = ", ".join(sorted(known))
                self.here(f'goals: "{name}" is none of {choices}', "goals", place)
            elif name in names[:place]:
                self.here(f'goals: "{name}" stands twice', "goals", place)
        return tuple(str(name) for name in names)

    # ── caps ──
    def cap(self, value: Any, *path: str | int) -> int:
        """A cap or NO_CAP."""
        if value is None:
            return NO_CAP
        if type(value) is int and 0 <= value <= 10**6:
            return value
        self.here("a cap must be an integer >= 0 or null", *path)
        return NO_CAP

    def caps(self, key: str, inner: str, ids: Index, what: str) -> list[int]:
        """The cap of each id: `default`, and those named under `inner`. "" has none of its own."""
        given = self.plain.get(key, {"default": None})
        if not isinstance(given, dict):
            self.here(f"{key} must be an object", key)
            return [NO_CAP] * len(ids)
        for extra in sorted(given.keys() - {"default", inner}):
            self.here(f'{key}: unknown key "{extra}"', key, extra)
        caps = [self.cap(given.get("default"), key, "default")] * len(ids)
        named = given.get(inner, {})
        if not isinstance(named, dict):
            self.here(f"{key}.{inner} must be an object", key, inner)
            return caps
        for name, value in named.items():
            cap = self.cap(value, key, inner, name)
            if name in ids:
                caps[ids[name]] = cap
            else:
                self.here(f'unknown {what} "{name}"', key, inner, name)
        return caps

    def group_caps(
        self, words: tuple[str, str, str], members: Index
    ) -> tuple[tuple[str, ...], list[int], list[int]]:
        """(names, group of each member, cap of each group) of `systems` over units or `counties`
        over hosts; `words` are the key, the key of its caps, and one group. Who is in none is in
        the group "", which has no cap."""
        key, cap_key, what = words
        given = self.plain.get(key, {})
        if not isinstance(given, dict) or not all(isinstance(g, str) for g in given.values()):
            self.here(f"{key} must be an object of texts", key)
            given = {}
        member = "unit" if key == "systems" else "host"
        for name in given:
            if name not in members:
                self.here(f'{key}: unknown {member} "{name}"', key, name)
        names = tuple(sorted({"", *given.values()}))
        at = {name: place for place, name in enumerate(names)}
        caps = self.caps(cap_key, key, at, what)
        caps[at[""]] = NO_CAP
        return names, [at[given.get(name, "")] for name in members], caps

    # ── lists ──
    def listed(self, key: str) -> list[Any]:
        """The list under a key."""
        value = self.plain.get(key, [])
        if isinstance(value, list):
            return value
        self.here(f"{key} must be a list", key)
        return []

    def pairs(self, key: str, sides: tuple[tuple[str, Index], tuple[str, Index]]) -> list[Pair | None]:  # fmt: skip
        """Pairs of ids by number; None in the place of a wrong one."""
        form = ", ".join(f'"{what}"' for what, _known in sides)
        out: list[Pair | None] = []
        for place, item in enumerate(self.listed(key)):
            is_two = isinstance(item, list) and len(item) == 2
            if not is_two or not all(isinstance(part, str) for part in item):
                self.here(f"{key}: an entry is [{form}]", key, place)
                out.append(None)
                continue
            out.append(self.pair(item, sides, key, place))
        return out

    def pair(
        self, item: list[str], sides: tuple[tuple[str, Index], tuple[str, Index]], *path: str | int
    ) -> Pair | None:
        """One pair of ids by number."""
        found = []
        for text, (what, known) in zip(item, sides, strict=True):
            if text.strip() in known:
                found.append(known[text.strip()])
            else:
                self.here(f'{path[0]}: unknown {what} "{text.strip()}"', *path)
        return (found[0], found[1]) if len(found) == 2 else None

    def recusals(self, people: Index) -> tuple[Pair, ...]:
        """People who never serve in one team, each pair in order."""
        found = self.pairs("recusals", (("person", people), ("person", people)))
        for place, pair in enumerate(found):
            if pair is not None and pair[0] == pair[1]:
                self.here("recusals: a person beside himself", "recusals", place)
        return tuple(dict.fromkeys((min(p), max(p)) for p in found if p is not None))

    def couples(self, people: Index) -> tuple[Bond, ...]:
        """Couples to be kept near or apart."""
        out = []
        for place, item in enumerate(self.listed("couples")):
            at = ("couples", place)
            if not isinstance(item, dict) or item.keys() != {"people", "keep", "level"}:
                self.here("couples: an entry has people, keep and level", *at)
                continue
            two = item["people"]
            if not (isinstance(two, list) and len(two) == 2 and all(isinstance(p, str) for p in two)):  # fmt: skip
                self.here('couples: people is ["person", "person"]', *at)
                continue
            if item["keep"] not in ("near", "apart") or item["level"] not in ("host", "county"):
                self.here('couples: keep is "near" or "apart", level "host" or "county"', *at)
                continue
            pair = self.pair(two, (("person", people), ("person", people)), *at)
            if pair is not None and pair[0] == pair[1]:
                self.here("couples: a person beside himself", *at)
            elif pair is not None:
                out.append(Bond(min(pair), max(pair), item["keep"], item["level"]))
        return tuple(dict.fromkeys(out))
