"""Accounts, grants, the audit record, and answers kept for repeated requests."""

import uuid
from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from dunmiao.access.lifecycle import ACCOUNT, LIVING
from dunmiao.access.roles import LABELS, Role
from dunmiao.db.models import AddressedModel, CityModel
from dunmiao.db.ranges import Days


class UserManager(BaseUserManager["User"]):
    """Finds accounts by name; there is no superuser to create."""

    def create(self, **fields: Any) -> "User":
        """Make an account; without a password nobody can sign in to it."""
        password = fields.pop("password", None)
        user = self.model(**fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account. One natural person may hold several: `person_key` tells."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    city = models.ForeignKey("units.City", on_delete=models.PROTECT, null=True, related_name="+")
    username = models.CharField(max_length=50, unique=True)
    full_name = models.CharField(max_length=50)
    person_key = models.BinaryField(max_length=16, null=True)
    state = models.CharField(max_length=10, choices=list(ACCOUNT.labels.items()), default="OPEN")
    asked_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=10, default="zh-hans")
    theme = models.CharField(max_length=10, default="", blank=True)
    email = models.EmailField(blank=True)
    mailed_on = models.DateField(null=True)
    activation_hash = models.CharField(max_length=64, blank=True)
    activation_expires_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    objects = UserManager()

    def __str__(self) -> str:
        """The name people know."""
        return self.full_name

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Whether one may sign in to it, once it has a password."""
        return self.state in LIVING.split()

    @property
    def natural_person(self) -> bytes:
        """What two accounts of one person share: the hash of the ID number, else the account."""
        return bytes(self.person_key) if self.person_key else self.uid.bytes


class GrantQuerySet(models.QuerySet["Grant"]):
    """Grants by validity."""

    def on(self, day: date) -> "GrantQuerySet":
        """Those that count on a day: begun, not past their last day, not ended before it."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day).standing()

    def standing(self) -> "GrantQuerySet":
        """Those that nobody has ended, past and to come."""
        return self.filter(ended_at=None)


class Grant(AddressedModel):
    """A person holds a role at a unit and everything below it, from a day on, to a day or on."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=[(r.value, LABELS[r]) for r in Role])
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    duty = models.PositiveSmallIntegerField()
    person = models.BinaryField(max_length=16)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    deputy_of = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="grant_once",
                condition=Q(ended_at=None),
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    (Days(F("valid_from"), F("valid_to")), RangeOperators.OVERLAPS),
                ],
            ),
            # 三员分立: nobody holds two of the three, or one of them and a business role.
            ExclusionConstraint(
                name="grant_one_duty_a_person",
                condition=Q(ended_at=None),
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("duty", RangeOperators.NOT_EQUAL),
                    (Days(F("valid_from"), F("valid_to")), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="grant_in_order", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))
            ),
            models.CheckConstraint(
                name="grant_duty_follows_role",
                condition=models.Q(role="SYSTEM_ADMIN", duty=1)
                | models.Q(role="SECURITY_ADMIN", duty=2)
                | models.Q(role="AUDIT_ADMIN", duty=3)
                | (
                    models.Q(duty=0)
                    & ~models.Q(role__in=["SYSTEM_ADMIN", "SECURITY_ADMIN", "AUDIT_ADMIN"])
                ),
            ),
        ]

    def __str__(self) -> str:
        """Who, as what, where."""
        return f"{self.user_id} {self.role} {self.unit_id}"


class AuditEvent(models.Model):
    """One act, refusal or reading of sensitive data. Written only by `dunmiao_audit()`."""

    at = models.DateTimeField()
    city_id = models.BigIntegerField()
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(max_length=50)
    role = models.CharField(max_length=64)
    kind = models.CharField(max_length=64)
    subject = models.CharField(max_length=64)
    subject_uid = models.UUIDField(null=True)
    cadres = ArrayField(models.UUIDField(), default=list)
    detail = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    request_id = models.CharField(max_length=40)
    unit_ids = ArrayField(models.BigIntegerField(), default=list)  # the parties of the subject

    class Meta:
        indexes = [
            models.Index(fields=["city_id", "-id"], name="audit_recent"),
            models.Index(fields=["city_id", "subject_uid"], name="audit_subject"),
        ]

    def __str__(self) -> str:
        """When and what."""
        return f"{self.at} {self.kind}"


class KeptAnswer(CityModel):
    """The answer to a POST, kept seven days, so that a repeated one is not done twice."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField()
    body_hash = models.CharField(max_length=64)
    location = models.TextField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="kept_answer_once")]

    def __str__(self) -> str:
        """The key."""
        return str(self.key)


class AccessKey(models.Model):
    """A secret for scripts (API) or for a calendar program (CALENDAR): kept as a hash only.

    It belongs to an account and is read before any scope is open, as the account itself is.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="keys")
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=60)
    key_hash = models.CharField(max_length=64, unique=True)
    rights = ArrayField(models.CharField(max_length=40), default=list)
    made_at = models.DateTimeField()
    valid_to = models.DateField()
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="key_kind_known", condition=models.Q(kind__in=["API", "CALENDAR"])
            )
        ]
        ordering = ["-pk"]

    def __str__(self) -> str:
        """Its name."""
        return self.name
