"""Contacts: owned by the city, kept by somebody, with sealed numbers."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from dunmiao.db.models import CityModel
from dunmiao.liaison.models.kept import KeptModel, KeptSpan


class Contact(KeptModel):
    """A person in a post. Numbers, addresses, note and whatever else a card held are sealed in
    one envelope; `phones_masked` is what a list shows, `phone_keys` finds the same number."""

    organisation = models.ForeignKey(
        "liaison.Organisation", on_delete=models.PROTECT, related_name="contacts"
    )
    name = models.CharField(max_length=50)
    name_key = models.CharField(max_length=200)
    post = models.CharField(max_length=60, blank=True)
    card_sealed = models.BinaryField()
    phones_masked = ArrayField(models.CharField(max_length=60))
    phone_keys = ArrayField(models.BinaryField())
    groups = ArrayField(models.CharField(max_length=40))
    state = models.CharField(max_length=8, default="ACTIVE")
    last_contact_on = models.DateField(null=True)
    helped_on = models.DateField(null=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="merged"
    )
    # The file it was read from, where it came with many.
    card_import = models.ForeignKey(
        "liaison.CardImport", on_delete=models.PROTECT, null=True, related_name="contacts"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="contact_state_known", condition=Q(state__in=["ACTIVE", "LEFT", "MERGED"])
            ),
            models.CheckConstraint(
                name="contact_merged_into_another",
                condition=Q(merged_into=None) & ~Q(state="MERGED")
                | Q(merged_into__isnull=False, state="MERGED") & ~Q(merged_into=F("pk")),
            ),
            models.CheckConstraint(
                name="contact_sensitivity_known",
                condition=Q(sensitivity__in=["INTERNAL", "RESTRICTED"]),
            ),
        ]
        indexes = [
            models.Index(fields=["city", "organisation"], name="contact_by_organisation"),
            models.Index(fields=["secondment"], name="contact_by_keeper"),
            GinIndex(fields=["unit_ids"], name="contact_units"),
            GinIndex(fields=["phone_keys"], name="contact_phones"),
        ]
        ordering = ["name_key", "pk"]

    def __str__(self) -> str:
        """The state alone."""
        return self.state


class ContactPart(CityModel):
    """A row that is seen with its contact."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True


class ContactPost(ContactPart):
    """A post that the person held: known from, known to."""

    organisation = models.ForeignKey(
        "liaison.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    post = models.CharField(max_length=60, blank=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact"], condition=Q(to_on=None), name="contactpost_one_now"
            ),
            models.CheckConstraint(
                name="contactpost_in_order", condition=Q(to_on=None) | Q(to_on__gte=F("from_on"))
            ),
        ]
        ordering = ["from_on", "pk"]

    def __str__(self) -> str:
        """The day."""
        return str(self.from_on)


class Custody(KeptSpan):
    """Who keeps a contact."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="custodys")

    class Meta(KeptSpan.Meta):
        constraints = [
            *KeptSpan.Meta.constraints,
            models.UniqueConstraint(
                fields=["contact"], condition=Q(to_on=None), name="custody_one_keeper"
            ),
        ]


class ContactCheck(ContactPart):
    """Somebody looked whether the entry is still right: 仍有效, 有变化, 已离任."""

    word = models.CharField(max_length=8)
    on_day = models.DateField()
    checker = models.CharField(max_length=50)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="contactcheck_word_known",
                condition=Q(word__in=["VALID", "CHANGED", "LEFT"]),
            )
        ]
        ordering = ["-on_day", "-pk"]

    def __str__(self) -> str:
        """The word."""
        return self.word


class Interaction(ContactPart):
    """One time the city was in touch: who, about what, and whether it helped."""

    on_day = models.DateField()
    person = models.CharField(max_length=50)
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=200)
    result = models.CharField(max_length=200, blank=True)
    has_helped = models.BooleanField(default=False)

    class Meta:
        ordering = ["-on_day", "-pk"]
        indexes = [models.Index(fields=["city", "-on_day", "-id"], name="interaction_newest")]

    def __str__(self) -> str:
        """The day."""
        return str(self.on_day)
