"""Rows that name the units and the users who see them, in arrays, so that no policy needs a join."""

from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from dunmiao.access.actors import Actor
from dunmiao.access.roles import Permission
from dunmiao.db.models import AddressedModel


class NamedQuerySet(models.QuerySet[Any]):
    """Reads always begin with `visible_to`."""

    def visible_to(self, actor: Actor) -> Self:
        """Those that name one of the actor's units, and those he has a part in himself."""
        rows = self.filter(city_id=actor.city_id)
        units = actor.units_with(self.model.SEEN_WITH)
        if units is None:
            return rows
        return rows.filter(Q(unit_ids__overlap=list(units)) | Q(user_ids__contains=[actor.user_id]))


class NamedModel(AddressedModel):
    """A row with the ids of those who see it; `SEEN_WITH` is the right its readers hold."""

    SEEN_WITH: ClassVar[Permission]
    unit_ids = ArrayField(models.BigIntegerField())
    user_ids = ArrayField(models.BigIntegerField())

    objects = NamedQuerySet.as_manager()

    class Meta:
        abstract = True
