"""The tree of units changes: names, places, closing, merging; what was stays readable."""

from typing import Any

import pytest
from django.utils import timezone

from dunmiao.access.models import Grant
from dunmiao.accounts.actions.units import correct_unit, move_unit, rename_unit
from dunmiao.acts.reading import Unreadable
from dunmiao.kernel.errors import Conflict, RuleBroken
from dunmiao.people.models import Cadre
from dunmiao.secondments.actions.units import close_unit, merge_unit
from dunmiao.units.models import Unit, UnitEvent
from dunmiao.units.selectors import list_units
from dunmiao.units.writing import add_unit
from tests.acts.stages import by

WHY = {"reason": "机构改革方案"}


def since() -> dict[str, Any]:
    """Today, with the reason."""
    return {"since": timezone.localdate(), **WHY}


def test_a_new_name_leaves_the_old_one_readable(city: Any) -> None:
    unit = city.units["市财政局"]
    by(city, "system", rename_unit, unit, name="市财政和国资局", **since())
    page = city.client("system").get(f"/access/units/{unit.uid}/").content.decode()
    assert "市财政和国资局" in page
    assert "市财政局" in page
    assert "机构改革方案" in page
    with pytest.raises(Conflict):
        by(city, "system", rename_unit, unit, name="市科技局", **since())
    with pytest.raises(RuleBroken):
        by(city, "system", rename_unit, unit, name="\u200b", **since())


def test_a_unit_moves_with_all_below_it_and_never_under_itself(city: Any) -> None:
    county, town = city.units["南湖区"], city.units["大桥镇"]
    with pytest.raises(Unreadable):
        by(city, "system", move_unit, county, parent=town.uid, **since())
    with pytest.raises(Conflict):
        by(city, "system", move_unit, city.units["甲市"], parent=town.uid, **since())
    by(city, "system", move_unit, county, parent=city.units["平湖市"].uid, **since())
    town.refresh_from_db()
    chain = [city.units[name].pk for name in ("甲市", "平湖市", "南湖区", "大桥镇")]
    assert town.chain == chain


def test_what_a_unit_is_can_be_corrected(city: Any) -> None:
    unit = city.units["市财政局"]
    by(city, "system", correct_unit, unit, kind="COUNTY_DEPARTMENT", level=3, **since())
    unit.refresh_from_db()
    assert (unit.kind, unit.level) == ("COUNTY_DEPARTMENT", 3)
    assert UnitEvent.objects.get(unit=unit).before.startswith("市级部门")


def test_a_unit_with_people_is_not_closed_and_says_what_to_do(city: Any) -> None:
    with pytest.raises(Conflict) as refused:
        by(city, "system", close_unit, city.units["市财政局"], **since())
    assert {one.code for one in refused.value.findings} == {
        "unit.people_inside",
        "unit.grants_here",
    }
    empty = add_unit(city=city.city, name="空局", kind="DEPARTMENT", parent=city.units["甲市"])
    by(city, "system", close_unit, empty, **since())
    assert not list_units(city_id=city.city.pk).filter(pk=empty.pk).exists()
    with pytest.raises(Conflict):
        by(city, "system", rename_unit, empty, name="又改", **since())


def test_a_merger_is_previewed_and_carries_people_and_grants(city: Any) -> None:
    old, new = city.units["市财政局"], city.units["市科技局"]
    case = city.secondee("王伟")
    page = city.client("system").get(f"/access/units/{old.uid}/?into=市科技局").content.decode()
    assert "2 名干部、0 个下级单位" in page
    with city.acting("officer"):
        assert Cadre.objects.filter(home_unit=old).count() == 2
    by(city, "system", merge_unit, old, into=new.uid, **since())
    old.refresh_from_db()
    assert (old.successor, old.parent) == (new, new)
    with city.acting("officer"):
        assert Cadre.objects.filter(home_unit=new).count() == 5
        assert Grant.objects.standing().filter(unit=old).count() == 0
    assert city.client("home").get(f"/cadres/{city.cadres['李芳'].uid}/").status_code == 200
    for who in ("home", "other_home"):
        assert city.client(who).get(f"/secondments/{case.uid}/").status_code == 200
    with pytest.raises(Conflict):
        by(city, "system", merge_unit, old, into=new.uid, **since())


def test_no_merger_makes_two_of_a_name_or_a_cycle(city: Any) -> None:
    county, other = city.units["南湖区"], city.units["平湖市"]
    add_unit(city=city.city, name="大桥镇", kind="TOWN", parent=other)
    with pytest.raises(RuleBroken) as refused:
        by(city, "system", merge_unit, county, into=other.uid, **since())
    assert refused.value.findings[0].facts["name"] == "大桥镇"
    with pytest.raises(Unreadable):
        by(city, "system", merge_unit, county, into=city.units["大桥镇"].uid, **since())
    assert Unit.objects.get(pk=county.pk).valid_to is None
