"""Did the match score and the early standing tell what came later? For each batch, with intervals."""

from dataclasses import dataclass
from datetime import date

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.assessments.models import AnnualAssessment, BallotRound
from dunmiao.assessments.rules import results
from dunmiao.assessments.selectors import counted
from dunmiao.development.discovery import ballots_view, discovered_rounds
from dunmiao.development.rules.prediction import MATCH, Concordance, concordance
from dunmiao.placements.models import PlanSeat
from dunmiao.posts.models import Programme

Known = dict[int, float]  # cadre → value


@dataclass(frozen=True, slots=True)
class Check:
    """One early piece of knowledge against one later one; `result` None where too few have both."""

    programme: str
    early: str
    early_on: date | None
    later: str
    later_on: date | None
    both: int
    result: Concordance | None


def read_validity(*, actor: Actor) -> list[Check]:
    """Every early piece of knowledge against every later one, by batch, the newest batch first."""
    actor.require(Permission.DEVELOPMENT_VIEW)
    rounds: dict[int, list[BallotRound]] = {}
    for round_ in discovered_rounds(actor=actor):
        if round_.programme_id is not None:
            rounds.setdefault(round_.programme_id, []).append(round_)
    programmes = Programme.objects.filter(pk__in=_with_plans(actor) | rounds.keys())
    out: list[Check] = []
    for programme in programmes.order_by("-starts_on", "-pk"):
        out += _checks(programme, rounds.get(programme.pk, []))
    return out


def _with_plans(actor: Actor) -> set[int]:
    units = actor.units_with(Permission.DEVELOPMENT_VIEW)
    rows = PlanSeat.objects.filter(city_id=actor.city_id, plan__state="ISSUED")
    if units is not None:
        rows = rows.filter(plan__programme__lead_unit__in=units)
    return set(rows.values_list("plan__programme", flat=True))


@dataclass(frozen=True, slots=True)
class _Piece:
    label: str
    on: date
    known: Known


def _checks(programme: Programme, rounds: list[BallotRound]) -> list[Check]:
    rounds = sorted(rounds, key=lambda row: (row.starts_on, row.pk))
    match = _Piece(MATCH, programme.starts_on, _scores(programme))
    early = [match, *(_Piece(f"{r.title}（调整后位置）", r.ends_on, _standing(r)) for r in rounds)]
    later = [_Piece(f"{r.title}（法定得分）", r.starts_on, _tally(r)) for r in rounds]
    cadres = {cadre for piece in early for cadre in piece.known}
    later += _grades(cadres)
    title = f"{programme.name} {programme.batch}"
    out = []
    for one in early:
        for other in later:
            if one.on >= other.on or not one.known:
                continue
            both = sorted(one.known.keys() & other.known.keys())
            made = concordance([one.known[c] for c in both], [other.known[c] for c in both])
            if both:
                out.append(Check(title, one.label, one.on, other.label, other.on, len(both), made))
    return out


def _scores(programme: Programme) -> Known:
    seats = PlanSeat.objects.filter(plan__programme=programme, plan__state="ISSUED")
    return {cadre: float(score) for cadre, score in seats.values_list("nomination__cadre", "score")}


def _standing(round_: BallotRound) -> Known:
    cadres = {str(uid): pk for uid, pk in round_.subjects.values_list("cadre__uid", "cadre")}
    return {cadres[uid]: seen.difference for uid, seen in ballots_view(round_).items()}


def _tally(round_: BallotRound) -> Known:
    subjects, cells = counted(round_)
    form = round_.form
    return {
        subjects[row.subject].cadre_id: float(row.score)
        for row in results.result_rows(cells, form, item=form.item_names[-1])
        if row.score is not None
    }


def _grades(cadres: set[int]) -> list[_Piece]:
    """Final grades: excellent or not. The day is that on which the proposals were made known."""
    pieces: dict[int, _Piece] = {}
    rows = AnnualAssessment.objects.filter(cadre__in=cadres, final_on__isnull=False)
    for cadre, year, grade, day in rows.values_list("cadre", "year__year", "grade", "notified_on"):
        assert day is not None  # made known before it became final
        label = f"{year} 年度考核（优秀与否）"
        piece = pieces.setdefault(year, _Piece(label, day, {}))
        piece.known[cadre] = float(grade == "EXCELLENT")
    return [pieces[year] for year in sorted(pieces)]
