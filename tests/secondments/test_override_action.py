"""Exceptions: asked with a reason, granted by another person with a paper, never from a BLOCK."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from dunmiao.acts.claims import Doing
from dunmiao.acts.reading import Unreadable
from dunmiao.kernel.errors import Conflict, NotPermitted, RuleBroken
from dunmiao.rulebook.models import Override
from dunmiao.secondments.actions.nominations import nominate_cadre
from dunmiao.secondments.actions.overrides import ask_override, grant_override
from dunmiao.secondments.selectors import fits, get_nomination
from tests.acts.stages import by
from tests.factories.city import Cast


def prepared(city: Cast) -> object:
    """王伟 made 50 years old: he fails age.limit (OVERRIDE)."""
    from dunmiao.people.models import Cadre

    with city.acting("home") as actor:
        day = city.programme.starts_on
        Cadre.objects.filter(name="王伟").update(birth_month=day.replace(year=day.year - 50, day=1))
        cadre = Cadre.objects.get(name="王伟")
        return nominate_cadre(Doing.by(actor), city.programme, cadre=cadre).uid


def test_an_exception_opens_the_posts_only_when_granted(city: Cast) -> None:
    uid = prepared(city)

    def blocked(key: str) -> bool:
        with city.acting(key) as actor:
            nomination = get_nomination(actor=actor, uid=uid)
            found = fits(actor=actor, nomination=nomination, day=city.programme.starts_on)
            return all(fit.blocked for fit in found)

    assert blocked("officer")
    by(city, "home", ask_override, uid, rule="age.limit", reason="专业急需")
    assert blocked("officer")
    by(city, "officer", grant_override, uid, rule="age.limit", document_no="嘉组〔2026〕9号")
    assert not blocked("officer")


def test_what_is_refused(city: Cast) -> None:
    uid, now = prepared(city), timezone.now()
    grant = {"rule": "age.limit", "document_no": "1"}
    with pytest.raises(Conflict):
        by(city, "officer", grant_override, uid, **grant)
    with pytest.raises(Unreadable):
        by(city, "officer", ask_override, uid, rule="rank.deputy_section", reason="x")
    by(city, "officer", ask_override, uid, rule="age.limit", reason="急需")
    with pytest.raises(RuleBroken) as refused:
        by(city, "officer", grant_override, uid, **grant)
    assert [finding.code for finding in refused.value.findings] == ["override.own"]
    with city.acting("officer") as actor, pytest.raises(IntegrityError), transaction.atomic():
        Override.objects.update(approved_by_id=actor.user_id, approved_at=now, document_no="1")
    with pytest.raises(NotPermitted):
        by(city, "home", grant_override, uid, **grant)
    by(city, "second", grant_override, uid, **grant)
