"""An outcome is seen by the units and the people that it names; what hangs on it with it.
Figures are seen by the unit that they are of; what they mean, by whoever may look at figures."""

from dunmiao.access.policy import Seen, declare
from dunmiao.access.relations import All, Persons, Unit, Units
from dunmiao.access.roles import Permission as P
from dunmiao.access.through import Through

for _name in ("outcome", "relayedinformation"):
    declare(f"outcomes.{_name}", Seen(P.OUTCOMES_VIEW, Units(), Persons()))
for _name in "outcomefact evidence attributionshare eventguest".split():
    declare(f"outcomes.{_name}", Seen(P.OUTCOMES_VIEW, Through("outcomes.outcome", "outcome")))
declare("outcomes.outcometarget", Seen(P.OUTCOMES_VIEW, All()))
for _name in "indicator indicatorbook indicatordefinition".split():
    declare(f"outcomes.{_name}", Seen(P.INDICATORS_VIEW, All()))
declare("outcomes.indicatorfigure", Seen(P.INDICATORS_VIEW, Unit("unit")))
