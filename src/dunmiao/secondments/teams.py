"""Teams while they serve: their members, and what a team would lack without one of them."""

from collections.abc import Sequence
from datetime import date

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.kernel.findings import Finding
from dunmiao.people.models import Cadre
from dunmiao.posts.composition import shortfalls
from dunmiao.posts.models import ProjectTeam
from dunmiao.posts.selectors import needs_of
from dunmiao.secondments.lifecycle import ENDED
from dunmiao.secondments.models import Secondment
from dunmiao.secondments.selectors import judging_at


def members_of(*, actor: Actor, teams: Sequence[ProjectTeam]) -> dict[int, list[Secondment]]:
    """Who serves in each team, as far as it is in scope; by the team's id."""
    rows = visible(Secondment, actor).filter(post__team__in=list(teams), left_on=None)
    rows = rows.exclude(state__in=ENDED).select_related("cadre", "post", "home_unit")
    found: dict[int, list[Secondment]] = {}
    for row in rows.order_by("post__sort_order", "pk"):
        found.setdefault(row.post.team_id or 0, []).append(row)
    return found


def loss_of(*, actor: Actor, secondment: Secondment, today: date) -> list[Finding]:
    """Requirements that the team meets now and would not meet without this person: warnings.

    Empty for who is in no team. Read by whoever may see the whole team (the department).
    """
    team = secondment.post.team
    if team is None:
        return []
    members = members_of(actor=actor, teams=[team]).get(team.pk, [])
    cadres = list(
        Cadre.objects.filter(pk__in=[row.cadre_id for row in members])
        .select_related("home_unit")
        .prefetch_related("annualgrades", "reservelistings")
    )
    judging = judging_at(city_id=actor.city_id, day=today, cadre_ids=[c.pk for c in cadres])
    facts = {cadre.pk: judging.facts_of(cadre) for cadre in cadres}
    needs = needs_of(team)
    before = {f.facts["label"] for f in shortfalls(needs, list(facts.values()), team=team.name)}
    rest = [values for pk, values in facts.items() if pk != secondment.cadre_id]
    after = shortfalls(needs, rest, team=team.name)
    return [finding for finding in after if finding.facts["label"] not in before]
