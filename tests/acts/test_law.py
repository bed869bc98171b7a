"""What every room's actions hold: acts, and nothing beside them that others may call."""

import inspect
import sys

from dunmiao.acts.declare import ACTS, load

load()


def test_a_public_function_among_actions_is_an_act() -> None:
    rooms = {act.plain.__module__.partition(".actions")[0] for act in ACTS.values()}
    beside = [
        f"{name}.{word}"
        for name, module in sorted(sys.modules.items())
        for room, dot, _ in [name.partition(".actions")]
        if room in rooms and dot
        for word, made in vars(module).items()
        if inspect.isfunction(made) and made.__module__ == name and not word.startswith("_")
    ]
    assert beside == []
