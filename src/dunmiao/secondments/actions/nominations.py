"""Nominate, submit, withdraw, screen; hosts rank whom they were shown."""

from typing import Annotated, Any

from django.db.models import QuerySet

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Anywhere, Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, File, One, Pick, Sheet, Text, Tick, Upload, Whole
from dunmiao.db.errors import conflict
from dunmiao.documents.storing import store_paper
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.people.models import Cadre
from dunmiao.people.writing import share_cadre
from dunmiao.posts.against import against_closed
from dunmiao.posts.models import Post, Programme
from dunmiao.posts.rules import PAPERS
from dunmiao.posts.selectors import list_posts
from dunmiao.secondments import selectors
from dunmiao.secondments.lifecycle import NOMINATION
from dunmiao.secondments.messages import say
from dunmiao.secondments.models import (
    ExchangeLeg,
    HostRanking,
    Nomination,
    NominationFile,
    NominationWish,
)
from dunmiao.secondments.rules import nominations as rules

MOST_FILES = 20
SENT = ("NOMINATED", "SCREENED", "PLACED")
WILLS = {"WILLING": "愿意", "OBEYS": "服从组织安排"}
VERDICTS = {"pass": "审查通过", "return": "退回补充", "reject": "不通过"}
PAPER_FILES = ".pdf, .docx, .xlsx, .lrmx, .jpg, .jpeg, .png"
HOME = Held(Permission.NOMINATE, "home_unit")
WITH = "cadre programme home_unit"
Reason = Annotated[str, Text("理由", most=300)]


def _candidates(doing: Doing, programme: Programme) -> QuerySet[Cadre]:
    return selectors.candidates(actor=doing.actor, programme=programme)


def _candidate(cadre: Cadre) -> str:
    return f"{cadre.name}　{cadre.home_unit.name}　{cadre.rank_label}"


Candidate = Annotated[
    Cadre, One("人选", offers=_candidates, say=_candidate, search=("name", "name_initials"))
]


def _posts(doing: Doing, nomination: Nomination) -> list[tuple[str, str]]:
    posts = list_posts(programme=nomination.programme).order_by("sort_order", "pk")
    return [(str(post.uid), f"{post.unit.name} {post.title}") for post in posts]


@act(
    "nomination.begin", Programme, "推荐人选", said="推荐表已建立，请填写后报送。",
    records="nomination.begun", may=Anywhere(Permission.NOMINATE), unless=against_closed,
)  # fmt: skip
def nominate_cadre(
    programme: Programme,
    doing: Doing,
    *,
    cadre: Candidate,
) -> Nomination:
    """Begin a nomination (a draft) of one's own cadre."""
    with conflict("nomination_once", say("nomination.exists", where="cadre")):
        return Nomination.objects.create(
            city_id=programme.city_id,
            programme=programme,
            cadre=cadre,
            home_unit_id=cadre.home_unit_id,
        )


@act(
    "nomination.save", Nomination, "保存推荐表", said="草稿已保存。", records="nomination.saved",
    may=HOME, life=NOMINATION, moves="submit", revised=True, related=WITH,
)  # fmt: skip
def save_nomination(
    nomination: Nomination,
    doing: Doing,
    *,
    unit_opinion: Annotated[str, Text("单位党委（党组）意见", most=2000, lines=3)] = "",
    own_will: Annotated[str, Choice("本人意愿", of=WILLS)] = "WILLING",
    difficulties: Annotated[str, Text("困难和需要照顾的情况", most=300)] = "",
    recusal_declared: Annotated[bool, Tick("本人已作回避情况声明")] = False,
    recusal_note: Annotated[str, Text("回避说明", most=300)] = "",
    wishes: Annotated[
        dict[str, int],
        Sheet("志愿", offers=_posts, cell=Whole("次序", least=1, most=99), help="填次序号"),
    ] = {},  # noqa: B006 - read only
    send: Annotated[bool, Tick("随即报送组织部")] = False,
) -> Nomination:
    """Write a draft; wishes in their order replace those before. `send` submits it at once."""
    if len(set(wishes.values())) < len(wishes):
        raise RuleBroken([say("nomination.wish_twice", where="wishes")])
    nomination.unit_opinion, nomination.own_will = unit_opinion, own_will
    nomination.difficulties, nomination.recusal_note = difficulties, recusal_note
    nomination.recusal_declared = recusal_declared
    nomination.revision += 1
    nomination.save()
    nomination.wishes.all().delete()
    posts = {str(post.uid): post for post in list_posts(programme=nomination.programme)}
    NominationWish.objects.bulk_create(
        NominationWish(
            city_id=nomination.city_id,
            nomination=nomination,
            home_unit_id=nomination.home_unit_id,
            post=posts[uid],
            rank=rank,
        )
        for rank, uid in enumerate(sorted(wishes, key=lambda uid: wishes[uid]), start=1)
    )
    if send:
        submit_nomination.plain(nomination, doing)
        doing.note(submitted=True)
    return nomination


@act(
    "nomination.submit", Nomination, "报送组织部", said="已报送市委组织部。",
    records="nomination.submitted", may=HOME, life=NOMINATION, moves="submit", waits=True,
    related=WITH,
)  # fmt: skip
def submit_nomination(nomination: Nomination, doing: Doing) -> Nomination:
    """Send it to the organisation department; blocked only by what is missing or BLOCK rules."""
    # The unit's row is locked, so that two officers cannot both use the last place.
    type(nomination.home_unit).objects.select_for_update().get(pk=nomination.home_unit_id)
    sent = Nomination.objects.filter(
        programme=nomination.programme, home_unit_id=nomination.home_unit_id, state__in=SENT
    )
    state = selectors.submission_state(
        nomination, limit=nomination.programme.nominations_per_unit, already=sent.count()
    )
    if objections := rules.objections_to_submission(state, today=doing.today):
        raise RuleBroken(objections)
    day = nomination.programme.starts_on
    found = selectors.fits(actor=doing.actor, nomination=nomination, day=day)
    wished = {wish.post_id for wish in nomination.wishes.all()}
    mine = [fit for fit in found if fit.post.pk in wished]
    if mine and all(_hard(fit) for fit in mine):
        reasons = "；".join(dict.fromkeys(f.message for fit in mine for f in _hard(fit)))
        raise RuleBroken([say("nomination.blocked", reasons=reasons[:800])])
    nomination.findings = _plain(found)
    nomination.submitted_at = doing.now
    return _move(nomination, "submit")


def _move(nomination: Nomination, move: str) -> Nomination:
    nomination.state = NOMINATION.target(move)
    nomination.revision += 1
    nomination.save()
    return nomination


def _hard(fit: selectors.Fit) -> list[Finding]:
    return [finding for finding in fit.blocked if finding.facts.get("rule_severity") == "BLOCK"]


def _plain(found: list[selectors.Fit]) -> list[dict[str, Any]]:
    """Findings once each, whichever posts they came from."""
    plain = {
        (finding.facts["rule"], finding.message): finding.as_dict()
        for fit in found
        for finding in fit.findings
    }
    return list(plain.values())


@act(
    "nomination.attach", Nomination, "附上材料", said="材料已附上。",
    records="nomination.paper_attached", may=HOME, life=NOMINATION, moves="submit", related=WITH,
)  # fmt: skip
def attach_paper(
    nomination: Nomination,
    doing: Doing,
    *,
    kind: Annotated[str, Choice("种类", of=PAPERS)],
    file: Annotated[Upload, File("文件", accept=PAPER_FILES)],
) -> NominationFile:
    """Add a paper to a draft; a draft only, since what was sent must stay as it was sent."""
    if nomination.files.count() >= MOST_FILES:
        raise RuleBroken([say("nomination.too_many_files", limit=MOST_FILES)])
    stored = store_paper(
        actor=doing.actor,
        kind="NOMINATION",
        name=file.name,
        content=file.content,
        unit_id=nomination.home_unit_id,
    )
    doing.note(paper=kind)
    return NominationFile.objects.create(
        city_id=nomination.city_id,
        nomination=nomination,
        home_unit_id=nomination.home_unit_id,
        kind=kind,
        file=stored,
    )


def _attached(doing: Doing, nomination: Nomination) -> list[tuple[str, str]]:
    rows = nomination.files.select_related("file")
    return [(str(row.file.uid), row.file.name) for row in rows]


@act(
    "nomination.detach", Nomination, "取下材料", said="已取下这份材料。",
    records="nomination.paper_removed", may=HOME, life=NOMINATION, moves="submit", related=WITH,
)  # fmt: skip
def remove_paper(
    nomination: Nomination, doing: Doing, *, file: Annotated[str, Pick("材料", offers=_attached)]
) -> Nomination:
    """Take a paper off a draft; its file and the history of the row stay."""
    nomination.files.filter(file__uid=file).delete()
    return nomination


@act(
    "nomination.screen", Nomination, "资格审查", said="审查结论已记录。",
    records="nomination.screened", may=Held(Permission.SCREEN, "programme.lead_unit"),
    life=NOMINATION, moves="pass return reject", waits=True, related=WITH,
)  # fmt: skip
def screen_nomination(
    nomination: Nomination,
    doing: Doing,
    *,
    verdict: Annotated[str, Choice("结论", of=VERDICTS)],
    reason: Annotated[str, Text("意见", most=300)] = "",
) -> Nomination:
    """Pass, return or reject. A pass releases the person to the hosts he wished for."""
    nomination.returned_reason = reason
    nomination.screened_by_id, nomination.screened_at = doing.actor.user_id, doing.now
    _move(nomination, verdict)
    if verdict == "pass":
        _release(doing, nomination)
    doing.note(verdict=verdict)
    return nomination


def _together(nomination: Nomination, doing: Doing) -> list[Finding]:
    live = ExchangeLeg.objects.filter(nomination=nomination, is_live=True).exists()
    return [say("exchange.together")] if live else []


@act(
    "nomination.withdraw", Nomination, "撤回推荐", said="已撤回推荐。",
    records="nomination.withdrawn", may=HOME, life=NOMINATION, moves="withdraw", related=WITH,
    unless=_together, danger="撤回后此人不再参加本批次。",
)  # fmt: skip
def withdraw_nomination(nomination: Nomination, doing: Doing, *, reason: Reason) -> Nomination:
    """The home unit takes a nomination back, until the person has a post in an approved plan."""
    nomination.returned_reason = reason
    doing.note(reason=reason)
    return _move(nomination, "withdraw")


def _release(doing: Doing, nomination: Nomination) -> None:
    wishes = list(nomination.wishes.select_related("post"))
    for wish in wishes:
        wish.host_unit_id = wish.post.unit_id
        wish.save(update_fields=["host_unit"])
    for host in sorted({wish.post.unit_id for wish in wishes}):
        share_cadre(
            actor=doing.actor, cadre=nomination.cadre, unit_id=host, today=doing.today,
            why="nomination",
        )  # fmt: skip


# ── the host's word on whom it was shown ──
def _released(doing: Doing, post: Post) -> QuerySet[Nomination]:
    return selectors.released_to(actor=doing.actor, post=post)


def _nominee(nomination: Nomination) -> str:
    return f"{nomination.cadre.name}　{nomination.home_unit.name}"


HOST = Held(Permission.RANK, "unit")
Nominee = Annotated[
    Nomination, One("人选", offers=_released, say=_nominee, search=("cadre__name",))
]


def _answered(post: Post, nomination: Nomination, **answer: Any) -> HostRanking:
    ranking, _ = HostRanking.objects.update_or_create(
        post=post,
        nomination=nomination,
        defaults={"city_id": post.city_id, "host_unit_id": post.unit_id, **answer},
    )
    return ranking


@act(
    "nominee.rank", Post, "排序", said="已记录接收单位意见。", records="nominee.answered",
    may=HOST, related="unit",
)  # fmt: skip
def rank_nominee(
    post: Post,
    doing: Doing,
    *,
    nomination: Nominee,
    rank: Annotated[int, Whole("次序", least=1, most=99)],
) -> HostRanking:
    """A host says in which order it would have those who wish for its post."""
    doing.note(rank=rank)
    return _answered(post, nomination, rank=rank, is_declined=False, reason="")


@act(
    "nominee.decline", Post, "不接收", said="已记录接收单位意见。", records="nominee.answered",
    may=HOST, related="unit",
)  # fmt: skip
def decline_nominee(
    post: Post,
    doing: Doing,
    *,
    nomination: Nominee,
    reason: Annotated[str, Text("不接收的理由", most=200)],
) -> HostRanking:
    """A host declines a nominee, with a reason."""
    doing.note(rank=None)
    return _answered(post, nomination, rank=None, is_declined=True, reason=reason)
