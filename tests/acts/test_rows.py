"""Rows of a form: files in them, rows offered in them, where each fault stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Anywhere, Doing
from dunmiao.acts.declare import ACTS, act
from dunmiao.acts.fields import Choice, Files, One, Rows, Text, Upload
from dunmiao.acts.reading import Unreadable
from dunmiao.units.models import Unit
from dunmiao.web.act_forms import ActForm


def _below(doing: Doing, unit: Unit) -> Any:
    return Unit.objects.filter(parent=unit)


@dataclass(frozen=True, slots=True)
class Paper:
    """Files of one kind, of a unit below."""

    files: Annotated[Sequence[Upload], Files("文件")]
    kind: Annotated[str, Choice("种类", of={"A": "甲类", "B": "乙类"})] = "A"
    unit: Annotated[Unit | None, One("单位", offers=_below)] = None
    words: Annotated[str, Text("说明", most=9)] = ""


Papers = Annotated[list[Paper], Rows("材料", of=Paper, blank=2)]


@pytest.fixture
def trial() -> Any:
    """An act of this test alone, with what it was told."""
    told: list[Paper] = []

    @act("trial.file", Unit, "试", said="已试。", may=Anywhere(Permission.OUTCOMES_REPORT),
         records="trial.filed")  # fmt: skip
    def file_it(unit: Unit, doing: Doing, *, papers: Papers) -> Unit:
        """Nothing."""
        told.extend(papers)
        return unit

    yield file_it, told
    del ACTS["trial.file"]


def _file(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"x")


def form(city: Any, files: dict[str, Any], **data: str) -> ActForm:
    sent = MultiValueDict({name: [text] for name, text in data.items()})
    with city.acting("officer") as actor:
        return ActForm(
            ACTS["trial.file"], Doing.by(actor), city.units["南湖区"], sent, MultiValueDict(files)
        )


def test_rows_offer_rows_and_start_with_what_is_usual(city: Any, trial: Any) -> None:
    act_, _ = trial
    assert act_.has_files
    with city.acting("officer") as actor:
        page = ActForm(act_, Doing.by(actor), city.units["南湖区"]).as_div()
    assert page.count(f'value="{city.units["大桥镇"].uid}"') == 2, "in each of the two blank rows"
    assert str(city.units["新仓镇"].uid) not in page
    assert page.count('<option value="A" selected>') == 2


def test_a_row_takes_several_files_and_gets_its_row(city: Any, trial: Any) -> None:
    act_, told = trial
    town = city.units["大桥镇"]
    found = form(
        city, {"papers.1.files": [_file("a.pdf"), _file("b.pdf")]},
        **{"papers.0.kind": "A", "papers.1.kind": "B", "papers.1.unit": str(town.uid)},
    )  # fmt: skip
    assert found.is_valid(), found.errors
    with city.acting("officer") as actor:
        act_(Doing.by(actor), city.units["南湖区"], **found.values)
    (line,) = told
    assert (line.kind, line.unit, [one.name for one in line.files]) == (
        "B", town, ["a.pdf", "b.pdf"],
    )  # fmt: skip


def test_faults_within_rows_are_told_with_their_row(city: Any, trial: Any) -> None:
    act_, _ = trial
    wrong = form(city, {}, **{"papers.0.words": "没有文件", "papers.0.odd": "x"})
    assert wrong.errors["papers"] == ["第 1 行：没有“papers.0.odd”这一项。"]
    assert form(city, {}, **{"papers.0.words": "没有文件"}).errors["papers"] == [
        "第 1 行：请填写。"
    ]
    elsewhere = Paper(files=[Upload("a.pdf", b"x")], unit=city.units["新仓镇"])
    with city.acting("officer") as actor, pytest.raises(Unreadable) as refused:
        act_(Doing.by(actor), city.units["南湖区"], papers=[elsewhere])
    assert [(one.code, one.where) for one in refused.value.findings] == [
        ("field.choice", "papers.0.unit")
    ]


def test_a_long_list_is_searched_at_the_door_of_its_act_and_a_short_one_stays(
    city: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("web.act_forms", "acts.offered"):
        monkeypatch.setattr(f"dunmiao.{module}.OFFERED_AT_ONCE", 5)
    door = f"/do/outcome.report_visit/{city.programme.uid}/"
    client = city.client("host")
    page = client.get("/outcomes/new/?kind=VISIT").content.decode()
    assert page.count(f'hx-get="{door}"') == 1, "of the places alone: few units verify"
    found = client.get(door, {"_find": "新仓"}).content.decode()
    host, asked = found.split('name="asked"')
    assert "新仓镇" in host
    assert "市科技局" not in host
    assert "市科技局" in asked
