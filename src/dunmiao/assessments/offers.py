"""What may be picked for the acts of this room: organisers, forms, people, groups of voters."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet

from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Doing
from dunmiao.acts.fields import Offer
from dunmiao.assessments.models import BallotRound, BallotScheme, BallotSession
from dunmiao.people.models import Cadre
from dunmiao.posts.models import Programme
from dunmiao.secondments.models import Secondment
from dunmiao.units.models import City, Unit


def organisers(right: Permission) -> Offer:
    """Units at which the right is held, the city first."""

    def offers(doing: Doing, row: object) -> QuerySet[Unit]:
        held = doing.actor.units_with(right)
        units = Unit.objects.filter(city_id=doing.actor.city_id)
        first = F("parent").asc(nulls_first=True)
        return (units if held is None else units.filter(pk__in=held)).order_by(
            first, "sort_order", "pk"
        )

    return offers


def whole_city(row: Any) -> UUID | None:
    """The address of the unit that is the row's city: where a form starts."""
    city = row.pk if isinstance(row, City) else row.city_id
    units = Unit.objects.filter(city_id=city, parent=None)
    return units.values_list("uid", flat=True).first()


def units(doing: Doing, row: object) -> QuerySet[Unit]:
    """Every unit of the city, by name."""
    return Unit.objects.filter(city_id=doing.actor.city_id).order_by("name", "pk")


def schemes(doing: Doing, row: object) -> QuerySet[BallotScheme]:
    """The newest version of each form."""
    rows = BallotScheme.objects.filter(city_id=doing.actor.city_id)
    newest = rows.order_by("name", "-version").distinct("name").values("pk")
    return rows.filter(pk__in=newest).order_by("kind", "name")


def programmes(doing: Doing, row: object) -> QuerySet[Programme]:
    """Every programme, the newest first."""
    return Programme.objects.filter(city_id=doing.actor.city_id).order_by("-starts_on", "pk")


def cases(doing: Doing, row: Any) -> QuerySet[Secondment]:
    """Who serves or served, in the programme where the row is of one (or is one)."""
    rows = visible(Secondment, doing.actor).exclude(state="CANCELLED")
    programme = row.pk if isinstance(row, Programme) else row.programme_id
    rows = rows if programme is None else rows.filter(programme=programme)
    rows = rows.select_related("cadre", "host_unit", "home_unit", "post")
    return rows.order_by("host_unit__name", "cadre__name_stroke_key", "pk")


def rated(doing: Doing, round_: BallotRound) -> QuerySet[Cadre]:
    """Whom a session may rate: the people of the round's programme; without one everybody in
    scope, those who serve or served first."""
    serving = cases(doing, round_).order_by().filter(cadre=OuterRef("pk"))
    rows = visible(Cadre, doing.actor).annotate(serves=Exists(serving))
    rows = rows if round_.programme_id is None else rows.filter(serves=True)
    return rows.order_by("-serves", "name_stroke_key", "pk")


def groups(doing: Doing, row: BallotRound | BallotSession) -> list[tuple[str, str]]:
    """The groups of voters of the form."""
    round_ = row.round if isinstance(row, BallotSession) else row
    return [(group.code, f"{group.code} {group.name}") for group in round_.form.groups]
