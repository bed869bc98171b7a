"""Rule sets, rules and their dated parameters, and the overrides granted."""

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from dunmiao.db.models import AddressedModel, CityModel
from dunmiao.rulebook.rules import SEVERITIES


class RuleSeverity(models.TextChoices):
    """BLOCK cannot be saved, OVERRIDE needs reason and approver, WARN is shown and recorded."""

    BLOCK = "BLOCK", SEVERITIES["BLOCK"]
    OVERRIDE = "OVERRIDE", SEVERITIES["OVERRIDE"]
    WARN = "WARN", SEVERITIES["WARN"]


class RuleSet(AddressedModel):
    """A version of the rules: edited as a draft, in force once a second person confirmed it; a
    later one is a new row, never an edit. `author_ids` are the accounts that wrote in it."""

    code = models.CharField(max_length=50)
    name = models.CharField(max_length=100)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, default="DRAFT")
    effective_from = models.DateField()
    effective_to = models.DateField(null=True)
    author_ids = ArrayField(models.BigIntegerField(), default=list)
    confirmed_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["city", "code", "version"], name="ruleset_version_once"
            ),
            models.UniqueConstraint(
                fields=["city", "code"], name="ruleset_one_draft", condition=models.Q(state="DRAFT")
            ),
        ]

    def __str__(self) -> str:
        """Name and version."""
        return f"{self.name} 第{self.version}版"


class Rule(CityModel):
    """One eligibility rule: attribute, operator, value; the kinds of post and of move that it
    concerns (none: all); who verified it against its source, and when."""

    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="rules")
    code = models.CharField(max_length=60)
    text = models.CharField(max_length=200)
    source = models.CharField(max_length=200)
    attribute = models.CharField(max_length=40)
    operator = models.CharField(max_length=10)
    value = models.JSONField(encoder=DjangoJSONEncoder)
    severity = models.CharField(max_length=10, choices=RuleSeverity.choices)
    post_classes = ArrayField(models.CharField(max_length=10), default=list)
    moves = ArrayField(models.CharField(max_length=24), default=list)
    verified_by = models.CharField(max_length=50, blank=True)
    verified_on = models.DateField(null=True)
    effective_from = models.DateField(null=True)
    effective_to = models.DateField(null=True)
    sort_order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule_set", "code", "effective_from"],
                name="rule_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        """The rule's code."""
        return self.code


class RuleParameter(CityModel):
    """A dated number of a rule set, with where it comes from."""

    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="parameters")
    key = models.CharField(max_length=60)
    value = models.CharField(max_length=60)
    source = models.CharField(max_length=200, blank=True)
    effective_from = models.DateField(null=True)
    effective_to = models.DateField(null=True)
    verified_by = models.CharField(max_length=50, blank=True)
    verified_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule_set", "key", "effective_from"],
                name="parameter_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        """Key and value."""
        return f"{self.key}={self.value}"


class Override(CityModel):
    """An exception granted (破格): for whom, from which rule, why, by whom, which paper."""

    rule_code = models.CharField(max_length=60)
    subject = models.CharField(max_length=64)
    subject_uid = models.UUIDField()
    reason = models.TextField()
    document_no = models.CharField(max_length=60, blank=True)
    asked_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["city", "rule_code", "subject_uid"], name="override_once"
            ),
            models.CheckConstraint(
                name="override_by_another_with_paper",
                condition=models.Q(approved_by=None, approved_at=None)
                | (
                    models.Q(approved_at__isnull=False)
                    & ~models.Q(approved_by=models.F("asked_by"))
                    & ~models.Q(document_no="")
                ),
            ),
        ]

    def __str__(self) -> str:
        """The rule set aside."""
        return self.rule_code
