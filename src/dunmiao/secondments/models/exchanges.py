"""Exchanges of people between units, and the transfer of those who stay for good."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from dunmiao.db.models import AddressedModel, CityModel
from dunmiao.secondments.models.serving import AddressedCaseRow


class Exchange(AddressedModel):
    """A pair or a ring of people exchanged between units: one object, all or nothing.

    `party_units` holds every unit of the ring and the department of each side: its rows are
    seen by whoever has one of them in scope.
    """

    programme = models.ForeignKey(
        "posts.Programme", on_delete=models.PROTECT, related_name="exchanges"
    )
    lead_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    state = models.CharField(max_length=10, default="PROPOSED")
    party_units = ArrayField(models.BigIntegerField())
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=300, blank=True)
    document_no = models.CharField(max_length=60, blank=True)
    made_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_on = models.DateField(null=True)
    note = models.CharField(max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "name"], name="exchange_name_once"),
            models.CheckConstraint(
                name="exchange_decided_by_another",
                condition=Q(decided_by=None) | ~Q(decided_by=F("made_by")),
            ),
            models.CheckConstraint(
                name="exchange_decided_with_paper",
                condition=~Q(state="DECIDED")
                | (Q(decided_by__isnull=False, decided_on__isnull=False) & ~Q(document_no="")),
            ),
        ]
        indexes = [GinIndex(fields=["party_units"], name="exchange_by_party")]
        ordering = ["-pk"]

    def __str__(self) -> str:
        """Its name."""
        return self.name


class ExchangeLeg(CityModel):
    """One person's way in an exchange; the case is there once it is decided."""

    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="legs")
    order = models.PositiveSmallIntegerField()
    nomination = models.ForeignKey(
        "secondments.Nomination", on_delete=models.PROTECT, related_name="+"
    )
    cadre = models.ForeignKey("people.Cadre", on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey("posts.Post", on_delete=models.PROTECT, related_name="+")
    home_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    host_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    is_live = models.BooleanField(default=True)
    secondment = models.OneToOneField(
        "secondments.Secondment", on_delete=models.PROTECT, null=True, related_name="exchange_leg"
    )

    class Meta:
        constraints = [
            # One sends one and receives one; nobody is in two exchanges that may still happen.
            models.UniqueConstraint(fields=["exchange", "home_unit"], name="leg_sends_once"),
            models.UniqueConstraint(fields=["exchange", "host_unit"], name="leg_receives_once"),
            models.UniqueConstraint(
                fields=["cadre"], condition=Q(is_live=True), name="leg_one_a_person"
            ),
            models.UniqueConstraint(
                fields=["post", "nomination"], condition=Q(is_live=True), name="leg_once"
            ),
        ]
        ordering = ["order"]

    def __str__(self) -> str:
        """Which place in the ring."""
        return f"{self.order}"


class ExchangeConsent(CityModel):
    """A side's answer: the city's department, or a county's organisation department."""

    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="consents")
    side = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=8)
    document_no = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=300, blank=True)
    given_by = models.CharField(max_length=50)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exchange", "side"], name="exchange_answer_once")
        ]

    def __str__(self) -> str:
        """The answer."""
        return self.answer


class EstablishmentCount(CityModel):
    """A unit's limits and how many it held on a day, as its personnel office counted."""

    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField()
    establishment = models.PositiveIntegerField()
    occupied = models.PositiveIntegerField()
    headcount = models.PositiveIntegerField(null=True)
    leaders = models.PositiveIntegerField(null=True)
    source = models.CharField(max_length=100, blank=True)
    recorded_by = models.CharField(max_length=50)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "as_of"], name="establishment_once_a_day")
        ]
        ordering = ["-as_of"]

    def __str__(self) -> str:
        """Held of allowed."""
        return f"{self.occupied}/{self.establishment}"


class Transfer(AddressedCaseRow):
    """留任: the transfer (转任) of a person who stays; done when every relation has come."""

    state = models.CharField(max_length=10, default="OPEN")
    document_no = models.CharField(max_length=60, blank=True)
    opened_on = models.DateField()
    completed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["secondment"], name="transfer_case_once"),
            models.CheckConstraint(
                name="transfer_case_completed_with_day",
                condition=~Q(state="COMPLETED") | Q(completed_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """How far."""
        return self.state
