"""One transition table: the states of a thing, their names, and every permitted move."""

from collections.abc import Mapping
from dataclasses import dataclass

from dunmiao.kernel.findings import Catalogue, Finding

say = Catalogue(
    {
        "state.not_allowed": "现为“{state}”，不能{act}；现在可以：{allowed}。",
    }
)


@dataclass(frozen=True, slots=True)
class Move:
    """An act: the states it starts from, the state it leads to, its name."""

    starts: frozenset[str]
    to: str
    name: str


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """States with their labels, and moves by act; a move to an unknown state is a ValueError."""

    labels: Mapping[str, str]
    moves: Mapping[str, Move]

    def __post_init__(self) -> None:
        """Every state named by a move must have a label."""
        named = {state for move in self.moves.values() for state in (*move.starts, move.to)}
        if unknown := named - self.labels.keys():
            raise ValueError(f"states without a label: {sorted(unknown)}")

    def allowed(self, state: str) -> list[str]:
        """Acts that may start from `state`, in the order of the table."""
        return [act for act, move in self.moves.items() if state in move.starts]

    def objections(self, *, state: str, act: str) -> list[Finding]:
        """Empty when `act` may start from `state`; else what is allowed instead."""
        if state in self.moves[act].starts:
            return []
        return self.refusal(state=state, name=self.moves[act].name)

    def refusal(self, *, state: str, name: str) -> list[Finding]:
        """That the act called `name` is not possible now, and what is."""
        possible = "、".join(self.moves[other].name for other in self.allowed(state)) or "无"
        label = self.labels.get(state, state)
        return [say("state.not_allowed", state=label, act=name, allowed=possible)]

    def target(self, act: str) -> str:
        """The state that `act` leads to."""
        return self.moves[act].to


def move(starts: str, to: str, name: str) -> Move:
    """A move written short: the starting states as words."""
    return Move(frozenset(starts.split()), to, name)
