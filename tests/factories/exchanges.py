"""An exchange between a department of the city and a town of a county, step by step."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from dunmiao.access.accounts import make_grant
from dunmiao.access.models import User
from dunmiao.access.roles import Role
from dunmiao.acts.claims import Doing
from dunmiao.kernel.months import add_months
from dunmiao.people.models import Cadre
from dunmiao.posts.actions.posts import file_post
from dunmiao.posts.actions.programmes import open_programme
from dunmiao.secondments.actions import dispatch
from dunmiao.secondments.actions import exchanges as actions
from dunmiao.secondments.actions.establishment import record_establishment
from dunmiao.secondments.actions.exchange_proposals import propose_exchange
from dunmiao.secondments.models import Exchange, Secondment

TODAY = timezone.localdate()


@dataclass
class Round:
    """An exchange round between a department of the city and a town of a county."""

    cast: Any
    programme: Any
    ways: list[tuple[Any, Any]]
    county: str = "pinghu"  # the organisation department of 平湖市

    @classmethod
    def build(cls, city: Any) -> "Round":
        """王伟 of 市财政局 to 新仓镇, 陈静 (moved there for it) of 新仓镇 to 市财政局."""
        with city.acting("officer") as officer:
            county = User.objects.create(
                username=cls.county, full_name="平湖组", city_id=city.city.pk, password="x"
            )
            make_grant(
                actor=officer, user=county, role=Role.ORG_DEPARTMENT,
                unit=city.units["平湖市"], today=date(2020, 1, 1),
            )  # fmt: skip
            city.users[cls.county] = county
            Cadre.objects.filter(pk=city.cadres["陈静"].pk).update(home_unit=city.units["新仓镇"])
            city.cadres["陈静"].refresh_from_db()
            starts = TODAY + timedelta(days=10)
            programme = open_programme(
                Doing.by(officer), kind="EXCHANGE", name="市县互派", batch="测试", purpose="",
                lead_unit=city.units["甲市"], starts_on=starts,
                ends_on=add_months(starts, 24) - timedelta(days=1),
                nominate_by=TODAY + timedelta(days=5),
            )  # fmt: skip
            posts = [
                file_post(Doing.by(officer), programme, unit=city.units[unit], title="副职")
                for unit in ("新仓镇", "市财政局")
            ]
        kept = city.programme, city.posts
        city.programme, city.posts = programme, {p.unit.name: p for p in posts}
        found = city.nominate("王伟", "陈静")
        city.programme, city.posts = kept
        return cls(city, programme, list(zip(found.values(), posts, strict=True)))

    def propose(self, **changed: Any) -> Exchange:
        """Propose the pair as the officer."""
        with self.cast.acting("officer") as officer:
            given = {
                "name": "第 1 对",
                "ways": {str(nomination.uid): post for nomination, post in self.ways},
                "starts_on": self.programme.starts_on,
                "ends_on": self.programme.ends_on,
            } | changed
            return propose_exchange(Doing.by(officer), self.programme, **given)

    def answer(self, key: str, exchange: Exchange, unit: str, *, agree: bool = True) -> Any:
        """A side answers."""
        with self.cast.acting(key) as actor:
            return actions.answer_exchange(
                Doing.by(actor),
                exchange,
                side=self.cast.units[unit],
                agree=agree,
                note="" if agree else "另有安排",
            )

    def count(self, unit: str, establishment: int, occupied: int) -> None:
        """Record a unit's establishment."""
        with self.cast.acting("officer") as officer:
            record_establishment(
                Doing.by(officer),
                self.cast.units[unit],
                as_of=TODAY,
                establishment=establishment,
                occupied=occupied,
            )

    def decide(self, exchange: Exchange, key: str = "second") -> Exchange:
        """Decide as another officer."""
        with self.cast.acting(key) as actor:
            return actions.decide_exchange(
                Doing.by(actor), exchange, document_no="甲组干〔2026〕42号"
            )

    def agreed(self) -> Exchange:
        """The pair, agreed by both sides, the places counted."""
        exchange = self.propose()
        self.answer("officer", exchange, "甲市")
        self.answer(self.county, exchange, "平湖市")
        for unit in ("市财政局", "新仓镇"):
            self.count(unit, 10, 10)
        return exchange

    def issued(self) -> Exchange:
        """The same, decided and with its notice."""
        exchange = self.agreed()
        self.decide(exchange)
        with self.cast.acting("officer") as officer:
            return actions.issue_exchange(Doing.by(officer), exchange)

    def cases(self, exchange: Exchange) -> list[Secondment]:
        """The two cases, in the order of the ring."""
        with self.cast.acting("officer"):
            rows = Secondment.objects.filter(exchange_leg__exchange=exchange)
            return list(
                rows.select_related("home_unit", "host_unit").order_by("exchange_leg__order")
            )

    def serve(self, exchange: Exchange) -> None:
        """Everybody arrives on the first day and has a duty."""
        day = exchange.starts_on
        with self.cast.acting("officer") as officer:
            doing = Doing.by(officer, today=day)
            for case in Secondment.objects.filter(exchange_leg__exchange=exchange):
                dispatch.confirm_arrival(doing, case, arrived_on=day)
                dispatch.assign_duty(doing, case, duty="分管", on_day=day)
