"""Editing a cadre: own units only, never over somebody else's change, verified beside declared."""

from datetime import date

import pytest
from django.db import DatabaseError

from dunmiao.acts.claims import Doing
from dunmiao.kernel.errors import Conflict, NotPermitted, NotVisible, RuleBroken
from dunmiao.people.actions.corrections import edit_cadre, verify_cadre
from dunmiao.people.models import Cadre
from tests.acts.stages import by
from tests.factories.city import Cast


def edit(city: Cast, key: str, name: str = "王伟", revision: int = 1, **texts: str) -> Cadre:
    with city.acting(key) as actor:
        now = Doing.by(actor, today=date(2026, 3, 5))
        return edit_cadre(now, city.cadres[name], revision=revision, reason="更正", **texts)


def test_declared_and_verified_stand_side_by_side(city: Cast) -> None:
    edit(city, "home", post="国库处处长")
    month = {"birth_month": date(1991, 3, 1)}
    by(city, "home", verify_cadre, city.cadres["王伟"], reason="查档", revision=2, **month)
    with city.acting("home"):
        cadre = Cadre.objects.get(name="王伟")
    assert (cadre.birth_month, cadre.birth_month_verified) == (date(1990, 3, 1), date(1991, 3, 1))
    assert (cadre.current_post, cadre.revision) == ("国库处处长", 3)


def test_a_stale_form_is_a_conflict_and_changes_nothing(city: Cast) -> None:
    edit(city, "home", post="国库处处长")
    with pytest.raises(Conflict):
        edit(city, "officer", revision=1, post="别的")
    assert edit(city, "officer", revision=2, post="别的").current_post == "别的"


def test_who_may_not(city: Cast) -> None:
    city.nominate("王伟")
    with pytest.raises(NotVisible):
        edit(city, "other_home", post="x")
    with pytest.raises((NotPermitted, NotVisible, DatabaseError)):
        edit(city, "host", post="x")
    with pytest.raises(NotPermitted):
        edit(city, "leader", post="x")
    assert edit(city, "home", post="y").current_post == "y"


def test_a_formula_is_refused(city: Cast) -> None:
    with pytest.raises(RuleBroken):
        edit(city, "home", post="=cmd|' /C calc'!A0")
    with city.acting("home"):
        assert Cadre.objects.get(name="王伟").current_post == ""
