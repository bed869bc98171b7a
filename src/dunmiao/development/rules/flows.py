"""Where people go: a picture of flows from home units through programmes to places."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 356
LEFT, MIDDLE, RIGHT, BAR = 156.0, 314.0, 480.0, 6.0
GAP, TOP = 14.0, 12.0
MOST_LEFT, MOST_RIGHT = 8, 8
REST = "其他"


@dataclass(frozen=True, slots=True)
class Journey:
    """How many people went from a unit by a programme's kind to a place."""

    origin: str
    kind: str
    place: str
    people: int


@dataclass(frozen=True, slots=True)
class Node:
    """A bar with its name and number."""

    name: str
    people: int
    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A band between two bars as an SVG path."""

    path: str
    kind: str
    source: str
    target: str
    people: int


@dataclass(frozen=True)
class Picture:
    """Everything drawn, and the table that says the same."""

    left: list[Node]
    middle: list[Node]
    right: list[Node]
    ribbons: list[Ribbon]
    table: list[tuple[str, list[int], int]]
    kinds: list[str]
    total: int
    grouped: int


def picture(journeys: Sequence[Journey]) -> Picture | None:
    """Lay the flows out; None where nobody went. Small origins and places are put together."""
    total = sum(row.people for row in journeys)
    if not total:
        return None
    origins = _largest(Counter(), [(row.origin, row.people) for row in journeys], MOST_LEFT)
    places = _largest(Counter(), [(row.place, row.people) for row in journeys], MOST_RIGHT)
    first: Counter[tuple[str, str]] = Counter()
    second: Counter[tuple[str, str]] = Counter()
    for row in journeys:
        first[origins[row.origin], row.kind] += row.people
        second[row.kind, places[row.place]] += row.people
    left = _order(pair[0] for pair in first.elements())
    kinds = _order(row.kind for row in journeys for _ in range(row.people))
    right = _beside(kinds, second)
    columns = (
        _bars(left, Counter(pair[0] for pair in first.elements()), LEFT - BAR),
        _bars(kinds, Counter(pair[0] for pair in second.elements()), MIDDLE),
        _bars(right, Counter(pair[1] for pair in second.elements()), RIGHT),
    )
    ribbons = _ribbons(first, columns[0], columns[1], LEFT, MIDDLE, by_source=False)
    ribbons += _ribbons(second, columns[1], columns[2], MIDDLE + BAR, RIGHT, by_source=True)
    table = [(name, [first[name, kind] for kind in kinds], sum(first[name, k] for k in kinds))
             for name in left]  # fmt: skip
    grouped = sum(1 for name, shown in origins.items() if shown != name)
    return Picture(*columns, ribbons, table, kinds, total, grouped)


def _largest(count: Counter[str], rows: list[tuple[str, int]], most: int) -> dict[str, str]:
    """Each name by the name under which it is shown."""
    for name, people in rows:
        count[name] += people
    if len(count) <= most:
        return {name: name for name in count}
    kept = {name for name, _ in sorted(count.items(), key=lambda e: (-e[1], e[0]))[: most - 1]}
    return {name: name if name in kept else REST for name in count}


def _order(names: object) -> list[str]:
    """The largest first, the rest last."""
    count = Counter(names)  # type: ignore[call-overload]
    return sorted(count, key=lambda name: (name == REST, -count[name], name))


def _beside(kinds: list[str], flows: Counter[tuple[str, str]]) -> list[str]:
    """Places in the order of the kinds that lead there, so that few bands cross."""
    count: Counter[str] = Counter()
    height: Counter[str] = Counter()
    for (kind, place), people in flows.items():
        count[place] += people
        height[place] += people * kinds.index(kind)
    return sorted(count, key=lambda place: (height[place] / count[place], -count[place], place))


def _scale(columns: int, total: int) -> float:
    return (HEIGHT - 2 * TOP - GAP * (columns - 1)) / total


def _bars(names: list[str], people: Counter[str], x: float) -> list[Node]:
    unit = _scale(max(MOST_LEFT, len(names)), sum(people.values()))
    used = unit * sum(people.values()) + GAP * (len(names) - 1)
    y, out = (HEIGHT - used) / 2, []
    for name in names:
        height = people[name] * unit
        out.append(Node(name, people[name], x, round(y, 1), round(height, 1)))
        y += height + GAP
    return out


def _ribbons(
    flows: Counter[tuple[str, str]],
    sources: list[Node],
    targets: list[Node],
    from_x: float,
    to_x: float,
    *,
    by_source: bool,
) -> list[Ribbon]:
    """Bands in the order of both columns, so that none crosses without need."""
    unit = sources[0].height / sources[0].people
    leave = {node.name: node.y for node in sources}
    enter = {node.name: node.y for node in targets}
    out, bend = [], (from_x + to_x) / 2
    for source in sources:
        for target in targets:
            people = flows[source.name, target.name]
            if not people:
                continue
            size = people * unit
            a, b = leave[source.name], enter[target.name]
            path = (
                f"M{from_x:.0f} {a:.1f}C{bend:.0f} {a:.1f} {bend:.0f} {b:.1f} {to_x:.0f} {b:.1f}"
                f"V{b + size:.1f}C{bend:.0f} {b + size:.1f} {bend:.0f} {a + size:.1f} "
                f"{from_x:.0f} {a + size:.1f}Z"
            )
            kind = source.name if by_source else target.name
            out.append(Ribbon(path, kind, source.name, target.name, people))
            leave[source.name], enter[target.name] = a + size, b + size
    return out
