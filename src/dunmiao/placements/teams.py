"""A team as it is being composed: seats by role, candidates by what they would mend, relations."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from dunmiao.access.actors import Actor
from dunmiao.people.facts import kin_between
from dunmiao.people.models import EducationRecord
from dunmiao.placements import scoring
from dunmiao.placements.inputs import serving_of
from dunmiao.placements.models import PlacementPlan
from dunmiao.posts.composition import Gauge, Need, gauges
from dunmiao.posts.models import Post, ProjectTeam
from dunmiao.posts.selectors import needs_of, post_facts
from dunmiao.secondments.models import Nomination
from dunmiao.secondments.selectors import Judging, fits_of, judging_at, list_nominations

MOST_CANDIDATES = 60
Pair = list[int]  # nomination id, post id


@dataclass
class Seated:
    """Somebody in a seat: put there in this plan, or serving and not to be moved."""

    nomination: Nomination
    post: Post
    facts: dict[str, Any]
    is_serving: bool


@dataclass
class Candidate:
    """Somebody who may still be put in: what he would mend, and where he fits."""

    nomination: Nomination
    facts: dict[str, Any]
    mends: list[str]
    posts: list[Post]
    points: int
    drain: int
    why: str


@dataclass
class Relation:
    """What ties the card in hand to somebody in the team."""

    kind: str
    other: Nomination
    fact: str


@dataclass
class Composition:
    """One team of one plan, read once for a page or an act."""

    actor: Actor
    plan: PlacementPlan
    team: ProjectTeam
    seated: list[Seated] = field(default_factory=list)

    @classmethod
    def read(cls, *, actor: Actor, plan: PlacementPlan, team: ProjectTeam) -> "Composition":
        """Everybody of the round, the pins of the plan, and who serves already."""
        found = cls(actor, plan, team)
        for nomination in found.nominations.values():
            post_id = found.held.get(nomination.pk)
            if post_id in found.posts:
                serving = nomination.pk in found.serving
                facts = found.facts_of(nomination)
                found.seated.append(Seated(nomination, found.posts[post_id], facts, serving))
        return found

    @cached_property
    def posts(self) -> dict[int, Post]:
        """The team's posts by id, in order."""
        rows = self.team.posts.filter(withdrawn_on=None).select_related("unit__parent", "team")
        return {row.pk: row for row in rows.prefetch_related("requirements")}

    @cached_property
    def serving(self) -> dict[int, int]:
        """Nominations of people who serve in this round already, by post."""
        return serving_of(self.plan)

    @cached_property
    def held(self) -> dict[int, int]:
        """Every nomination that has a seat in the plan, in this team or another."""
        pins = {p.nomination_id: p.post_id for p in self.plan.pins.all() if not p.is_forbidden}
        return pins | self.serving

    @cached_property
    def nominations(self) -> dict[int, Nomination]:
        """Everybody who may sit here, by id, in stroke order."""
        rows = list_nominations(actor=self.actor, programme=self.plan.programme)
        return {row.pk: row for row in rows if row.state == "SCREENED" or row.pk in self.serving}

    @cached_property
    def judging(self) -> Judging:
        """The rules at the first day of the round."""
        cadres = [row.cadre_id for row in self.nominations.values()]
        day = self.plan.programme.starts_on
        return judging_at(city_id=self.actor.city_id, day=day, cadre_ids=cadres)

    def facts_of(self, nomination: Nomination) -> dict[str, Any]:
        """A person's facts; sex only for the count, it enters no rule and no score."""
        return self.judging.facts_of(nomination.cadre) | {"sex": nomination.cadre.sex}

    @cached_property
    def needs(self) -> list[Need]:
        """The team's requirements."""
        return needs_of(self.team)

    @property
    def seats(self) -> int:
        """How many seats the team has."""
        return sum(post.seats for post in self.posts.values())

    def open_in(self, post: Post) -> int:
        """Free seats of a post."""
        return post.seats - sum(row.post.pk == post.pk for row in self.seated)

    def gauges(self) -> list[Gauge]:
        """The figures of the team as it stands."""
        return gauges(self.needs, [row.facts for row in self.seated], seats=self.seats)

    @cached_property
    def missing(self) -> list[Need]:
        """Requirements not met yet."""
        people = [row.facts for row in self.seated]
        return [n for n in self.needs if sum(n.met_by(facts) for facts in people) < n.needed]

    @cached_property
    def drain(self) -> Counter[int]:
        """How many people each home unit gives in the whole plan."""
        rows = (self.nominations.get(pk) for pk in self.held)
        return Counter(row.home_unit_id for row in rows if row is not None)

    def candidates(self, search: str = "") -> list[Candidate]:
        """Who may be put in, those who mend most first, then by fit; rules that block keep out."""
        out = []
        for nomination in self.nominations.values():
            if nomination.pk in self.held:
                continue
            facts = self.facts_of(nomination)
            if search and search not in f"{nomination.cadre.name}{nomination.home_unit.name}" + (
                "".join(facts["specialities"])
            ):
                continue
            open_posts = [post for post in self.posts.values() if self.open_in(post) > 0]
            fits = fits_of(nomination=nomination, posts=open_posts, judging=self.judging)
            posts = [fit.post for fit in fits if not fit.blocked]
            if not posts:
                continue
            best = max((scoring.fit(facts, post_facts(post)) for post in posts), key=_points)
            mends = [need.label for need in self.missing if need.met_by(facts)]
            drain = self.drain[nomination.home_unit_id]
            out.append(Candidate(nomination, facts, mends, posts, best.points, drain, best.why))
        out.sort(
            key=lambda row: (
                -len(row.mends),
                -row.points,
                bytes(row.nomination.cadre.name_stroke_key),
            )
        )
        return out[:MOST_CANDIDATES]

    # ── relations ──
    @cached_property
    def kin(self) -> set[tuple[int, int]]:
        """Relatives among everybody of the round who may sit here."""
        return kin_between(row.cadre_id for row in self.nominations.values())

    @cached_property
    def cleared(self) -> set[tuple[int, int]]:
        """Pairs that a named officer cleared."""
        return set(self.plan.clearances.values_list("first", "second"))

    def related(self) -> set[tuple[str, str]]:
        """Relatives that nobody cleared, by the uid of their nominations."""
        uid_of = {row.cadre_id: str(row.uid) for row in self.nominations.values()}
        return {
            (uid_of[one], uid_of[other])
            for one, other in self.kin - self.cleared
            if one in uid_of and other in uid_of
        }

    def pairs_of(self, chosen: list[dict[str, Any]]) -> list[Pair]:
        """What the engine chose, as pairs, without those who have a seat already."""
        by_uid = {str(row.uid): row.pk for row in self.nominations.values()}
        posts = {str(post.uid): post.pk for post in self.posts.values()}
        pairs = [[by_uid[entry["person"]], posts[entry["post"]]] for entry in chosen]
        return [pair for pair in pairs if pair[0] not in self.held]

    def kin_in_team(self, cadre_id: int) -> list[Nomination]:
        """Seated relatives of a person that nobody has cleared."""
        out = []
        for row in self.seated:
            other = row.nomination.cadre_id
            pair = (min(cadre_id, other), max(cadre_id, other))
            if pair in self.kin and pair not in self.cleared:
                out.append(row.nomination)
        return out

    def relations(self, nomination: Nomination) -> list[Relation]:
        """Kin, same unit, same native place, same school: with those seated, by the fact."""
        out = []
        others = [row.nomination for row in self.seated if row.nomination.pk != nomination.pk]
        kin = {row.pk for row in self.kin_in_team(nomination.cadre_id)}
        schools = self._schools([nomination, *others])
        for other in others:
            if other.pk in kin:
                out.append(Relation("kin", other, ""))
            if other.home_unit_id == nomination.home_unit_id:
                out.append(Relation("unit", other, nomination.home_unit.name))
            place = nomination.cadre.native_place
            if place and place == other.cadre.native_place:
                out.append(Relation("place", other, place))
            for school in sorted(schools[nomination.cadre_id] & schools[other.cadre_id]):
                out.append(Relation("school", other, school))
        return out

    @staticmethod
    def _schools(nominations: list[Nomination]) -> dict[int, set[str]]:
        found: dict[int, set[str]] = {row.cadre_id: set() for row in nominations}
        rows = EducationRecord.objects.filter(cadre__in=list(found)).exclude(school="")
        for cadre_id, school in rows.values_list("cadre", "school"):
            found[cadre_id].add(school)
        return found


def _points(component: scoring.Component) -> int:
    return component.points
