"""The list of people found in a round, in views of the same people, and how it came about."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.assessments.models import BallotRound, Panel
from dunmiao.assessments.rules import results
from dunmiao.assessments.rules.schemes import APPRAISAL
from dunmiao.assessments.selectors import counted, list_rounds
from dunmiao.development.rules import discovery as rules
from dunmiao.development.rules.discovery import BALLOTS, TALKS, Seen, Views
from dunmiao.development.rules.representation import GROUPS, YOUNG, Group, group
from dunmiao.kernel.errors import not_visible
from dunmiao.people.models import Cadre
from dunmiao.posts.models import Post
from dunmiao.secondments.models import Nomination, Secondment
from dunmiao.secondments.selectors import Fit, fits_of, judging_at
from dunmiao.units.models import UnitKind


@dataclass
class Board:
    """A round's views, everybody in them, and who was found; `growth` is the panel's, as
    `Panel.growth`, and `flags` the batches of ballots that are to be looked into."""

    round: BallotRound
    views: Views
    people: dict[str, Cadre]
    found: dict[str, tuple[str, ...]]
    flags: int
    growth: Mapping[str, Any]

    @property
    def listed(self) -> list[str]:
        """Who was found, in stroke order: nobody is ranked."""
        return [uid for uid in self.people if uid in self.found]


def discovered_rounds(*, actor: Actor) -> list[BallotRound]:
    """Archived appraisals that have a standing, the newest first."""
    actor.require(Permission.DEVELOPMENT_VIEW)
    rows = list_rounds(actor=actor).filter(
        state="PUBLISHED", kind=APPRAISAL, standing__isnull=False
    )
    return list(rows)


def read_board(*, actor: Actor, round_: BallotRound) -> Board:
    """The views of a round: its ballots, and its panel's talks where one was concluded."""
    actor.require(Permission.DEVELOPMENT_VIEW, at=[round_.unit_id])
    if round_.state != "PUBLISHED" or not round_.standing:
        raise not_visible()
    views: dict[str, Mapping[str, Seen]] = {BALLOTS: ballots_view(round_)}
    panel = Panel.objects.filter(round=round_, state="CLOSED").order_by("-closed_on", "-pk").first()
    if panel is not None and panel.standing:
        views[TALKS] = _view(panel.standing, {})
    known = {uid for view in views.values() for uid in view}
    rows = visible(Cadre, actor).filter(uid__in=known).select_related("home_unit")
    people = {str(row.uid): row for row in rows.order_by("name_stroke_key", "pk")}
    views = {
        name: {uid: seen for uid, seen in view.items() if uid in people}
        for name, view in views.items()
    }
    flags = sum(flag["verdict"] == "check" for flag in round_.flags)
    growth = panel.growth if panel is not None else {}
    return Board(round_, views, people, rules.found_in(views), flags, growth)


def ballots_view(round_: BallotRound) -> dict[str, Seen]:
    """The standing of a round by cadre; whoever's total is withheld is not in it."""
    subjects, cells = counted(round_)
    shown = results.with_totals(cells, item=round_.form.item_names[-1])
    uids = {str(subject): str(subjects[subject].cadre.uid) for subject in shown}
    return _view(round_.standing or {}, uids)


def _view(standing: Mapping[str, Any], uids: Mapping[str, str]) -> dict[str, Seen]:
    """Who is comparable with enough others. `uids`: ratee → cadre; an empty one where the ratees
    are the cadres themselves."""
    out = {}
    for row in standing.get("ratees", ()):
        ratee = row["ratee"]
        if row["top_k"] is None or (uids and ratee not in uids):
            continue
        difference, low, high = standing["against_mean"][ratee]
        uid = uids.get(ratee, ratee)
        out[uid] = Seen(difference, low, high, row["top_k"], row["ballots"], row["component"])
    return out


def fits_for(
    *, actor: Actor, board: Board, post: Post, people: Sequence[str], today: date
) -> dict[str, Fit]:
    """Who of the people could take this post by its rules, and what stands against it."""
    cadres = {uid: board.people[uid] for uid in people}
    judging = judging_at(
        city_id=actor.city_id, day=today, cadre_ids=[row.pk for row in cadres.values()]
    )
    out = {}
    for uid, cadre in cadres.items():
        maybe = Nomination(city_id=actor.city_id, programme=post.programme, cadre=cadre)
        (out[uid],) = fits_of(nomination=maybe, posts=[post], judging=judging)
    return out


def represented(board: Board, *, today: date) -> list[Group]:
    """Is the list like everybody assessed: by sex, age, minority, party, level of unit, origin."""
    people = list(board.people.values())
    on_list = [uid in board.found for uid in board.people]
    county = {UnitKind.COUNTY_DEPARTMENT, UnitKind.TOWN, UnitKind.COUNTY}
    members: tuple[Callable[[Cadre], bool], ...] = (
        lambda c: c.sex == "女",
        lambda c: age_of(c, today) <= YOUNG,
        lambda c: c.ethnicity not in ("", "汉族"),
        lambda c: c.politics.split("、")[0] != "中共党员",
        lambda c: c.home_unit.kind in county,
        lambda c: not c.growth_division,
    )
    return [
        group(label, [bool(is_member(cadre)) for cadre in people], on_list)
        for label, is_member in zip(GROUPS, members, strict=True)
    ]


def age_of(cadre: Cadre, today: date) -> int:
    """Full years; 999 where the month of birth is not known."""
    born = cadre.birth_month_verified or cadre.birth_month
    if born is None:
        return 999
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def serving_of(board: Board, people: Sequence[str]) -> dict[str, Secondment]:
    """Each one's secondment in the round's batch, else the newest."""
    rows = Secondment.objects.filter(cadre__uid__in=people).exclude(state="CANCELLED")
    rows = rows.select_related("host_unit", "post", "cadre").order_by("starts_on")
    out: dict[str, Secondment] = {}
    for row in rows:
        uid = str(row.cadre.uid)
        held = out.get(uid)
        if held is None or held.programme_id != board.round.programme_id:
            out[uid] = row
    return out
