"""Requirements built of words: what may be asked, what it costs, who sees how exactly."""

import contextlib
from typing import Any

import pytest

from dunmiao.access import scopes
from dunmiao.acts.claims import Doing
from dunmiao.kernel.errors import Conflict, NotPermitted, RuleBroken
from dunmiao.people.models import Cadre
from dunmiao.posts.actions import posts as actions
from dunmiao.posts.models import Requirement
from dunmiao.posts.rules import banded
from dunmiao.posts.selectors import eligible_count, funnel, get_post
from dunmiao.rulebook.rules import LABELS
from dunmiao.rulebook.sentences import SUBJECTS, read_value, sentence
from tests.factories.city import Cast


def test_every_subject_makes_a_sentence() -> None:
    for attribute, subject in SUBJECTS.items():
        for operator in subject.operators:
            text = subject.choices[0][0] if subject.choices else str(subject.least or "金融")
            words = sentence(attribute, operator, read_value(attribute, operator, text))
            assert LABELS[attribute] in words


@pytest.mark.parametrize(
    ("attribute", "operator", "text", "code"),
    [
        ("shoe_size", ">=", "42", "sentence.unknown"),
        ("rank", "contains", "1", "sentence.unknown"),
        ("age", "<=", "四十", "sentence.number"),
        ("age", "<=", "400", "sentence.number"),
        ("rank", ">=", "99", "sentence.choice"),
        ("specialities", "contains", " ", "sentence.empty"),
    ],
)
def test_what_cannot_be_asked(attribute: str, operator: str, text: str, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        read_value(attribute, operator, text)
    assert [finding.code for finding in refused.value.findings] == [code]


def add(city: Cast, key: str = "host", **changes: Any) -> Requirement:
    asked = {"attribute": "age", "operator": "<=", "value": "36", "severity": "BLOCK"} | changes
    with city.acting(key) as actor:
        post = get_post(actor=actor, uid=city.posts["大桥镇"].uid)
        given = {"revision": post.revision} | asked
        return actions.add_requirement(Doing.by(actor), post, **given)


def test_a_requirement_is_added_once_and_dropped(city: Cast) -> None:
    made = add(city)
    assert made.text == "年龄不高于36 岁"
    with pytest.raises(Conflict):
        add(city)
    with pytest.raises(Conflict):
        add(city, value="40", revision=1)
    with pytest.raises(NotPermitted):
        add(city, "other_host", value="40")
    with city.acting("host") as actor:
        actions.drop_requirement(Doing.by(actor), city.posts["大桥镇"], requirement=str(made.pk))
        assert Requirement.objects.count() == 0


def test_a_requirement_counts_in_the_funnel(city: Cast) -> None:
    with city.acting("officer") as actor:
        before = funnel(actor=actor, post=city.posts["大桥镇"], day=city.programme.starts_on)
    add(city, attribute="rank", operator=">=", value="2")
    with city.acting("officer") as actor:
        post = get_post(actor=actor, uid=city.posts["大桥镇"].uid)
        after = funnel(actor=actor, post=post, day=city.programme.starts_on)
    assert (before.total, before.eligible) == (5, 3)
    assert (after.total, after.eligible) == (5, 1)


def test_a_host_is_told_a_band_and_sees_no_more_rows_afterwards(city: Cast) -> None:
    asked = {"attribute": "rank", "operator": ">=", "text": "2", "severity": "BLOCK"}
    with city.acting("host") as actor:
        seen = Cadre.objects.count()
        exact, words = eligible_count(
            actor=actor, post=city.posts["大桥镇"], day=city.programme.starts_on, **asked
        )
        assert (exact, words) == (None, "不足 5")
        assert Cadre.objects.count() == seen == 0
    with city.acting("officer") as actor:
        exact, words = eligible_count(
            actor=actor, post=city.posts["大桥镇"], day=city.programme.starts_on, **asked
        )
        assert (exact, words) == (1, "1")
    with city.acting("other_host") as actor, pytest.raises(NotPermitted):
        eligible_count(
            actor=actor, post=city.posts["大桥镇"], day=city.programme.starts_on, **asked
        )


def test_the_scope_is_narrowed_even_after_a_fault(city: Cast) -> None:
    with city.acting("host") as actor:
        with contextlib.suppress(ZeroDivisionError), scopes.beyond_own_rows(actor):
            assert Cadre.objects.count() == 5
            raise ZeroDivisionError
        assert Cadre.objects.count() == 0


def test_bands() -> None:
    assert [banded(n) for n in (0, 4, 5, 19, 20, 900)] == ["不足 5"] * 2 + ["5–20"] * 2 + [
        "20 以上"
    ] * 2


def test_the_page_shows_the_count_while_a_sentence_is_built(city: Cast) -> None:
    uid = city.posts["大桥镇"].uid
    client = city.client("host")
    assert "再加一条" in client.get(f"/posts/{uid}/").content.decode()
    words = client.get(f"/posts/{uid}/words/?attribute=age").content.decode()
    assert "18–65" in words
    asked = "attribute=age&operator=%3C%3D&value=40&severity=BLOCK"
    assert "不足 5" in client.get(f"/posts/{uid}/count/?{asked}").content.decode()
    wrong = client.get(f"/posts/{uid}/count/?{asked.replace('40', 'x')}")
    assert wrong.status_code == 422
    sent = {"attribute": "age", "operator": "<=", "value": "40", "severity": "WARN", "revision": 1}
    assert client.post(f"/do/requirement.add/{uid}/", sent).status_code == 302
    with city.acting("host"):
        made = Requirement.objects.get()
    assert client.post(f"/do/requirement.drop/{uid}/", {"requirement": made.pk}).status_code == 302
    assert client.post(f"/do/requirement.drop/{uid}/", {"requirement": made.pk}).status_code == 400
