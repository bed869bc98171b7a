"""The rules of a new installation: the starter set, as the page installs it."""

from dunmiao.access.scopes import scope, system_actor
from dunmiao.acts.claims import Doing
from dunmiao.rulebook.actions.rule_sets import install_starter
from dunmiao.units.selectors import get_city


def install_rules() -> None:
    """The starter set as a draft of the installation itself: whoever confirms it is another."""
    city = get_city()
    assert city is not None
    actor = system_actor(city.pk)
    with scope(actor, reason="安装"):
        install_starter(Doing.by(actor))
