"""Exceptions: asked with a reason, granted by another person with a paper, never from a BLOCK."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from dunmiao.kernel.errors import Conflict, NotPermitted, RuleBroken
from dunmiao.rulebook.models import Override
from dunmiao.secondments.actions.nominations import nominate_cadre
from dunmiao.secondments.actions.overrides import ask_override, grant_override
from dunmiao.secondments.selectors import fits, get_nomination
from tests.factories.city import Cast


def prepared(city: Cast) -> object:
    """王伟 made 50 years old: he fails age.limit (OVERRIDE)."""
    from dunmiao.people.models import Cadre

    with city.acting("home") as actor:
        day = city.programme.starts_on
        Cadre.objects.filter(name="王伟").update(birth_month=day.replace(year=day.year - 50, day=1))
        cadre = Cadre.objects.get(name="王伟")
        return nominate_cadre(actor=actor, programme=city.programme, cadre=cadre).uid


def test_an_exception_opens_the_posts_only_when_granted(city: Cast) -> None:
    uid = prepared(city)

    def blocked(key: str) -> bool:
        with city.acting(key) as actor:
            nomination = get_nomination(actor=actor, uid=uid)
            found = fits(actor=actor, nomination=nomination, day=city.programme.starts_on)
            return all(fit.blocked for fit in found)

    assert blocked("officer")
    with city.acting("home") as actor:
        ask_override(actor=actor, nomination_uid=uid, rule_code="age.limit", reason="专业急需")
    assert blocked("officer")
    with city.acting("officer") as actor:
        grant_override(
            actor=actor,
            nomination_uid=uid,
            rule_code="age.limit",
            document_no="嘉组〔2026〕9号",
            now=timezone.now(),
        )
    assert not blocked("officer")


def test_what_is_refused(city: Cast) -> None:
    uid, now = prepared(city), timezone.now()
    with city.acting("officer") as actor:
        grant = {"actor": actor, "nomination_uid": uid, "rule_code": "age.limit", "now": now}
        with pytest.raises(Conflict):
            grant_override(document_no="1", **grant)
        for rule_code, reason in (("rank.deputy_section", "x"), ("age.limit", " ")):
            with pytest.raises(RuleBroken):
                ask_override(actor=actor, nomination_uid=uid, rule_code=rule_code, reason=reason)
        ask_override(actor=actor, nomination_uid=uid, rule_code="age.limit", reason="急需")
        with pytest.raises(RuleBroken) as refused:
            grant_override(document_no=" ", **grant)
        assert {f.code for f in refused.value.findings} == {"override.document", "override.own"}
        with pytest.raises(IntegrityError), transaction.atomic():
            Override.objects.update(approved_by_id=actor.user_id, approved_at=now, document_no="1")
    with city.acting("home") as actor, pytest.raises(NotPermitted):
        grant_override(
            actor=actor, nomination_uid=uid, rule_code="age.limit", document_no="1", now=now
        )
    with city.acting("second") as actor:
        grant_override(
            actor=actor, nomination_uid=uid, rule_code="age.limit", document_no="1", now=now
        )
