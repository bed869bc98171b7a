"""Read a file of cards into the directory, and take back what it brought."""

from collections.abc import Iterable
from typing import Annotated

from django.db.models import QuerySet
from django.utils.translation import get_language

from dunmiao.access.roles import Permission
from dunmiao.acts.claims import Anywhere, Doing, Own
from dunmiao.acts.declare import Shown, act
from dunmiao.acts.fields import File, Upload
from dunmiao.kernel.errors import not_permitted
from dunmiao.kernel.findings import Finding
from dunmiao.liaison import papers
from dunmiao.liaison.actions.contacts import BRINGS
from dunmiao.liaison.card_filing import CardsReport, take_cards
from dunmiao.liaison.keeping import recount
from dunmiao.liaison.messages import say
from dunmiao.liaison.models import CardImport, Contact, ContactPost, Custody, Organisation
from dunmiao.liaison.rules.contacts import REFUSED, TAKEN, THERE
from dunmiao.liaison.selectors import own_place

MOST_UPLOAD = 64 << 20


@act(
    "card_import.take", Organisation, "导入联系人", records="contacts.imported", may=BRINGS,
    said="已收入 {taken}，已有 {there}，未收入 {refused}，{broken} 条读不出。",
)  # fmt: skip
def take_file(
    root: Organisation,
    doing: Doing,
    *,
    file: Annotated[
        Upload,
        File(
            "文件",
            accept=".vcf, .vcard, .xlsx",
            most_bytes=MOST_UPLOAD,
            help="手机或邮箱导出的 vCard（2.1、3.0、4.0），或按模板填的 Excel",
        ),
    ],
) -> Shown:
    """File the cards of a phone or of a sheet below an organisation; what was not simply filed
    is told line by line, this once."""
    place = own_place(actor=doing.actor)
    if place is None:
        raise not_permitted()
    cards, broken = papers.read_file(name=file.name, content=file.content)
    report = take_cards(
        actor=doing.actor, place=place, cards=cards, root=root, today=doing.today, name=file.name
    )
    doing.note(
        rows=len(report.rows), taken=report.count(TAKEN), there=report.count(THERE),
        refused=report.count(REFUSED), broken=len(broken),
    )  # fmt: skip
    return Shown(report.made or root, _told(report, broken))


def _told(report: CardsReport, broken: Iterable[Finding]) -> dict[str, str]:
    language = get_language() or "zh"
    told = {str(number): found.text(language) for number, found in enumerate(broken, start=1)}
    told |= {
        f"{row.line} {row.name}": " ".join(found.text(language) for found in row.findings)
        for row in report.rows
        if row.findings
    }
    return told


def _undone(made: CardImport, doing: Doing) -> Iterable[Finding]:
    if made.undone_on is not None:
        yield say("cards.undone")


@act(
    "card_import.undo", CardImport, "撤销这次导入", records="contacts.import_undone",
    said="已撤销，取回 {rows} 条；用过或已移交的 {left} 条保留。", unless=_undone,
    may=(Own(Permission.CONTACTS_KEEP, "made_by_id"), Anywhere(Permission.CONTACTS_MANAGE)),
)  # fmt: skip
def undo_import(made: CardImport, doing: Doing) -> CardImport:
    """Take back what a file brought: cards that nobody touched since go, with the organisations
    that it named first and that are empty now; a card that was used meanwhile stays."""
    going = list(_untouched(made).select_for_update(of=("self",)).order_by("pk"))
    for part in (ContactPost, Custody):
        part.objects.filter(contact__in=going).delete()
    Contact.objects.filter(pk__in=[row.pk for row in going]).delete()
    _drop_empty(made)
    made.undone_on, made.dropped = doing.today, len(going)
    made.save(update_fields=["undone_on", "dropped"])
    cases = {row.secondment_id for row in going}
    recount(actor=doing.actor, secondments=cases, today=doing.today)
    doing.note(rows=len(going), left=made.taken - len(going))
    return made


def _untouched(made: CardImport) -> QuerySet[Contact]:
    """Cards of a file as they were filed: every act on one raises its revision or hangs on it."""
    return made.contacts.filter(
        revision=1, handovers=None, interactions=None, contactchecks=None, merges=None, merged=None
    )


def _drop_empty(made: CardImport) -> None:
    """The organisations that a file named first, where nothing lies at them or below."""
    for node in made.organisations.order_by("-path"):
        used = (
            node.children.exists()
            or node.contacts.exists()
            or node.materials.exists()
            or ContactPost.objects.filter(organisation=node).exists()
        )
        if not used:
            node.delete()
