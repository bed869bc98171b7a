"""While somebody serves: relations, leave, changes asked for, acts that take effect later."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from dunmiao.db.ranges import Days
from dunmiao.secondments.models.secondments import CaseRow


class AddressedCaseRow(CaseRow):
    """A row of a case with an address of its own."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class RelationTransfer(AddressedCaseRow):
    """A relation on its way: the letter that went, the receipt that came.

    `way` is OUT to the host, BACK home at the end, STAY for good with a person who is retained.
    """

    move_kind = models.CharField(max_length=24)
    relation = models.CharField(max_length=10)
    way = models.CharField(max_length=4, default="OUT")
    letter_no = models.CharField(max_length=60)
    sent_on = models.DateField()
    received_on = models.DateField(null=True)
    sent_by = models.CharField(max_length=50)
    received_by = models.CharField(max_length=50, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["secondment", "relation", "way"], name="transfer_once"),
            # 公务员法 Art. 72: in a secondment personnel and wage stay at home; a person who is
            # retained is transferred for good (转任, Art. 71).
            models.CheckConstraint(
                name="transfer_as_the_law_allows",
                condition=Q(move_kind="EXCHANGE_APPOINTMENT")
                | Q(move_kind="SECONDMENT", relation="PARTY")
                | Q(move_kind="TRANSFER", way="STAY"),
            ),
            models.CheckConstraint(
                name="transfer_received_after_sent",
                condition=Q(received_on=None) | Q(received_on__gte=F("sent_on")),
            ),
        ]

    def __str__(self) -> str:
        """Which relation."""
        return self.relation


class LeaveRequest(AddressedCaseRow):
    """A leave asked for: by whom it is decided, how it was, when the person came back."""

    kind = models.CharField(max_length=10)
    first_day = models.DateField()
    last_day = models.DateField()
    reason = models.CharField(max_length=300)
    tier = models.CharField(max_length=8)
    workdays = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, default="ASKED")
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=50, blank=True)
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True)
    returned_on = models.DateField(null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="leave_one_at_a_time",
                condition=Q(state__in=["ASKED", "APPROVED", "RETURNED"]),
                expressions=[
                    ("secondment", RangeOperators.EQUAL),
                    (Days(F("first_day"), F("last_day")), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="leave_in_order", condition=Q(last_day__gte=F("first_day"))
            ),
        ]
        ordering = ["-first_day"]

    def __str__(self) -> str:
        """State."""
        return self.state


class ChangeRequest(AddressedCaseRow):
    """A change of the term or post asked for: consents are gathered, then it is decided."""

    kind = models.CharField(max_length=14)
    state = models.CharField(max_length=10, default="OPEN")
    asked_party = models.CharField(max_length=8)
    reason = models.CharField(max_length=500)
    new_end = models.DateField(null=True)
    new_duty = models.TextField(blank=True)
    new_post = models.ForeignKey(
        "posts.Post", on_delete=models.PROTECT, null=True, related_name="+"
    )
    document_no = models.CharField(max_length=60, blank=True)
    asked_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=50, blank=True)
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["secondment"], condition=Q(state="OPEN"), name="change_one_open"
            ),
            models.CheckConstraint(
                name="change_approved_with_paper",
                condition=~Q(state="APPROVED") | ~Q(document_no=""),
            ),
        ]
        ordering = ["-pk"]

    def __str__(self) -> str:
        """Kind and state."""
        return f"{self.kind} {self.state}"

    @property
    def speakers(self) -> list[int]:
        """The accounts that spoke for a party."""
        return [consent.account_id for consent in self.consents.all()]


class Consent(CaseRow):
    """One party's answer to a change: who spoke, and by his right at which unit (the party's own
    or one above it; none for the person)."""

    request = models.ForeignKey(ChangeRequest, on_delete=models.PROTECT, related_name="consents")
    party = models.CharField(max_length=8)
    answer = models.CharField(max_length=8)
    note = models.CharField(max_length=300, blank=True)
    given_by = models.CharField(max_length=50)
    account = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "party"], name="consent_once_a_party")
        ]

    def __str__(self) -> str:
        """Party and answer."""
        return f"{self.party} {self.answer}"


class DatedAct(CaseRow):
    """An act decided now that takes effect by itself on its day."""

    act = models.CharField(max_length=16)
    on_day = models.DateField()
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="PENDING")
    said = models.CharField(max_length=300, blank=True)
    decided_by = models.CharField(max_length=50)

    class Meta:
        indexes = [models.Index(fields=["city", "state", "on_day"], name="datedact_due")]
        ordering = ["on_day", "pk"]

    def __str__(self) -> str:
        """Which act, when."""
        return f"{self.act} {self.on_day}"
