"""Towns compared: laid out rightly, left out with a reason, found where there is something."""

import math
import random
from typing import Any

import pytest

from dunmiao.development.rules.towns import Series, town_panel
from dunmiao.development.towns import read_town_board
from dunmiao.example.stage import Stage
from dunmiao.example.towns import bring_figures
from dunmiao.kernel.errors import NotPermitted
from dunmiao.kernel.quarters import of_year, quarter_label, quarter_of
from dunmiao.outcomes import indicators
from dunmiao.secondments.models import Secondment
from dunmiao.units.models import Unit
from tests.outcomes.test_acts import TODAY
from tests.outcomes.test_indicators import LAST, book, bring, take


def test_the_panel_says_what_it_leaves_out() -> None:
    first = of_year(2024, 1)
    series = [
        Series(1, "甲镇", {first: 5.0, first + 2: 6.0}),
        Series(2, "乙镇", {first: 0.0, first + 1: -1.0, first + 2: 3.0}),
        Series(3, "丙镇", {first: 1.0}),
        Series(4, "丁镇", {first: 1.0}),
    ]
    found = town_panel(series, {1: first + 1, 3: first, 4: first + 9})
    assert found.data is not None
    assert found.data.towns == ["甲镇", "乙镇"]
    assert found.data.periods == ["2024Q1", "2024Q2", "2024Q3"]
    assert list(found.data.first) == [1, None]
    assert (found.late, found.unstarted, found.not_positive) == (["丙镇"], ["丁镇"], 2)
    assert math.isnan(found.data.values[0, 1])
    assert town_panel([], {}).data is None


def more_towns(city: Any, count: int) -> list[str]:
    from dunmiao.units.writing import add_unit

    names = [f"对照{number}镇" for number in range(count)]
    with city.acting("officer"):
        above = Unit.objects.get(parent=None)
        for name in names:
            add_unit(city=above.city, name=name, kind="TOWN", parent=above, level=5)
    return names


def fill(city: Any, effect: float, towns: list[str]) -> None:
    """Three years of quarters, on a common season; who serves began half a year ago."""
    lot = random.Random("镇")
    quarters = range(LAST - 11, LAST + 1)
    sizes = {town: math.exp(lot.gauss(7, 0.5)) for town in towns}
    rows = {}
    for at in quarters:
        rows[at] = [
            [
                town,
                sizes[town]
                * math.exp(lot.gauss(0.1 * (at % 4), 0.04))
                * (math.exp(effect) if at >= LAST - 2 and not town.startswith("对照") else 1),
            ]
            for town in towns
        ]
    definition = ["规上总产值", "万元", "当季", "现价", "", ""]
    take(city, bring(city, book(rows, [definition])))


@pytest.mark.parametrize(("effect", "told"), [(0.0, 0), (0.6, 2)])
def test_a_large_effect_is_found_and_none_is_not(city: Any, effect: float, told: int) -> None:
    names = more_towns(city, 12)
    for person, town in (("王伟", "大桥镇"), ("李芳", "新仓镇")):
        city.secondee(person, town=town)
    with city.acting("officer"):  # they came three quarters ago
        start = next(
            day for day in (TODAY.fromordinal(TODAY.toordinal() - n) for n in range(400))
            if quarter_of(day) == LAST - 2
        )  # fmt: skip
        Secondment.objects.update(arrived_on=start)
    fill(city, effect, ["大桥镇", "新仓镇", *names])
    with city.acting("officer") as officer:
        (definition,) = indicators.list_definitions(actor=officer)
        board = read_town_board(actor=officer, definition=definition)
    assert board.effect is not None
    assert (board.effect.treated, board.effect.others) == (2, 12)
    assert board.told == told
    assert [one.town for one in board.changes] == ["大桥镇", "新仓镇"]
    client = city.client("officer")
    page = client.get("/harvest/towns/").content.decode()
    assert f"2 个镇中，{told} 个镇的变化可以与对照镇分辨" in page
    assert ("可以分辨</b>" in page) == bool(told)
    assert client.get("/harvest/towns.xlsx").status_code == 200
    assert "挂职镇的前后对比" in client.get("/harvest/").content.decode()
    with city.acting("host") as host, pytest.raises(NotPermitted):
        read_town_board(actor=host, definition=definition)


def test_without_figures_the_page_says_what_lacks(city: Any) -> None:
    client = city.client("officer")
    assert "还没有按季的指标" in client.get("/harvest/towns/").content.decode()
    assert client.get("/harvest/towns.xlsx").status_code == 404
    take(city, bring(city, book({LAST: [["大桥镇", 5]]})))
    assert "数据不足，无法比较" in client.get("/harvest/towns/").content.decode()


def test_the_example_brings_its_books(city: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from contextlib import contextmanager

    more_towns(city, 10)
    for person, town in (("王伟", "大桥镇"), ("李芳", "新仓镇")):
        city.secondee(person, town=town)

    class Here(Stage):
        @contextmanager
        def at(self, username: str, day: Any) -> Any:
            with city.acting("officer") as actor:
                yield actor

    bring_figures(Here(TODAY), city.programme)
    with city.acting("officer") as officer:
        rows = {row.indicator.name: row for row in indicators.list_definitions(actor=officer)}
        assert rows["规上企业数"].version == 2
        assert quarter_label(rows["规上企业数"].since).endswith("第4季度")
        assert rows["规上工业总产值"].revised == 3
        assert rows["固定资产投资"].last == quarter_of(TODAY) - 1
