"""The account of a person on secondment: tied to his cadre file, his cases and their rows."""

from datetime import date

from django.apps import apps
from django.db.models import QuerySet

from dunmiao.access.accounts import free_usernames, identify, make_grant
from dunmiao.access.messages import say
from dunmiao.access.models import User
from dunmiao.access.roles import Role
from dunmiao.acts.claims import Doing
from dunmiao.db.errors import conflict
from dunmiao.kernel.errors import RuleBroken
from dunmiao.people.models import Cadre
from dunmiao.secondments.models import Secondment
from dunmiao.secondments.models.secondments import CaseRow


def ask_account(doing: Doing, cadre: Cadre, last: date | None) -> User:
    """An account that the system administrator has yet to open, or the one the person has
    already, with the right to his own cases until a day; tied to the file and its cases.

    RuleBroken where he is one of the three administrators.
    """
    user = account_of(cadre) or _asked(doing, cadre)
    make_grant(
        actor=doing.actor, user=user, role=Role.SECONDEE, unit=cadre.home_unit,
        today=doing.today, last=last,
    )  # fmt: skip
    link(cadre, user)
    doing.actor.record("account.asked", user, cadres=[cadre.uid], username=user.username)
    return user


def account_of(cadre: Cadre) -> User | None:
    """The account tied to the file, or the one of the same natural person."""
    if cadre.user_id is not None:
        return cadre.user
    if cadre.id_number_key is None:
        return None
    same = User.objects.filter(city_id=cadre.city_id, person_key=bytes(cadre.id_number_key))
    return same.exclude(state="DISABLED").first()


def _asked(doing: Doing, cadre: Cadre) -> User:
    (username,) = free_usernames([cadre.name])
    user = User(
        username=username, full_name=cadre.name, city_id=cadre.city_id, state="ASKED",
        person_key=cadre.id_number_key, asked_by_id=doing.actor.user_id,
    )  # fmt: skip
    user.set_unusable_password()
    user.save()
    return user


def link(cadre: Cadre, user: User) -> None:
    """Tie an account to a file, with every case of it that has no account yet."""
    if cadre.id_number_key and user.person_key is None:
        identify(user, bytes(cadre.id_number_key), where="")
    if user.person_key and cadre.id_number_key not in (None, user.person_key):
        raise RuleBroken([say("account.other_person", name=cadre.name)])
    with conflict("people_cadre_user_id_key", say("account.has_file", name=user.full_name)):
        Cadre.objects.filter(pk=cadre.pk).update(user=user)
    cases = Secondment.objects.filter(cadre=cadre, user=None)
    rows = [model for model in apps.get_models() if issubclass(model, CaseRow)]
    for model in rows:
        model._default_manager.filter(secondment__in=cases, user=None).update(user=user)
    cases.update(user=user)


def without_account(cases: QuerySet[Secondment]) -> QuerySet[Secondment]:
    """Those whose person cannot sign in."""
    return cases.filter(user=None).exclude(state="CANCELLED")
