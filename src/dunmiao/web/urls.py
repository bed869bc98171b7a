"""All pages."""

from django.urls import include, path

from dunmiao.web import doors, files, home
from dunmiao.web.access import views as access
from dunmiao.web.account import keys
from dunmiao.web.account import views as account
from dunmiao.web.assessments import sessions
from dunmiao.web.assessments import views as assessments
from dunmiao.web.audit import views as audit
from dunmiao.web.ballot import views as ballot
from dunmiao.web.cadres import views as cadres
from dunmiao.web.contacts import custody, materials
from dunmiao.web.contacts import views as contacts
from dunmiao.web.discovery import notes as everyday
from dunmiao.web.discovery import uses
from dunmiao.web.discovery import views as discovery
from dunmiao.web.exchanges import views as exchanges
from dunmiao.web.feedback import views as feedback
from dunmiao.web.groups import activities, seen
from dunmiao.web.groups import notes as group_notes
from dunmiao.web.groups import views as groups
from dunmiao.web.harvest import views as harvest
from dunmiao.web.imports import views as imports
from dunmiao.web.indicators import views as indicators
from dunmiao.web.jobs import views as jobs
from dunmiao.web.letters import views as templates
from dunmiao.web.my import views as my
from dunmiao.web.obligations import views as obligations
from dunmiao.web.outcomes import information
from dunmiao.web.outcomes import views as outcomes
from dunmiao.web.panels import views as panels
from dunmiao.web.plans import beside
from dunmiao.web.plans import views as plans
from dunmiao.web.programmes import views as programmes
from dunmiao.web.quota import views as quota
from dunmiao.web.rounds import views as rounds
from dunmiao.web.rulebook import views as rules
from dunmiao.web.secondments import views as secondments
from dunmiao.web.teams import views as teams

cadre_urls = [
    path("", cadres.roster, name="roster"),
    path("export.xlsx", cadres.export, name="export"),
    path("compare/", cadres.compare, name="compare"),
    path("<uuid:uid>/", cadres.detail, name="detail"),
    path("<uuid:uid>/form.lrmx", cadres.form, name="form"),
    path("<uuid:uid>/photo.jpg", cadres.photo, name="photo"),
]
job_urls = [
    path("<uuid:uid>/", jobs.detail, name="detail"),
    path("<uuid:uid>/progress/", jobs.progress, name="progress"),
]
import_urls = [
    path("", imports.index, name="index"),
    path("<uuid:uid>/", imports.detail, name="detail"),
    path("<uuid:uid>/errors.xlsx", imports.errors, name="errors"),
]
programme_urls = [
    path("programmes/", programmes.index, name="index"),
    path("programmes/<uuid:uid>/", programmes.detail, name="detail"),
    path("posts/<uuid:uid>/", programmes.post, name="post"),
    path("nominations/<uuid:uid>/", programmes.nomination, name="nomination"),
    path("posts/<uuid:uid>/count/", programmes.count, name="count"),
    path("posts/<uuid:uid>/words/", programmes.words, name="words"),
]
plan_urls = [
    path("compare/", plans.compare, name="compare"),
    path("<uuid:uid>/", plans.desk, name="desk"),
    path("<uuid:uid>/why-not/", plans.why_not, name="why_not"),
    path("<uuid:uid>/places/", plans.places, name="places"),
    path("<uuid:uid>/numbers/", beside.numbers, name="numbers"),
    path("<uuid:uid>/manual-list.xlsx", beside.blank_list, name="blank_list"),
    path("<uuid:uid>/frontier/", beside.frontier, name="frontier"),
    path("<uuid:uid>/briefing.docx", plans.briefing, {"form": "docx"}, name="briefing"),
    path("<uuid:uid>/briefing.xlsx", plans.briefing, {"form": "xlsx"}, name="briefing_xlsx"),
    path("<uuid:uid>/problem.zip", plans.problem, name="problem"),
]
secondment_urls = [
    path("", secondments.index, name="index"),
    path("<uuid:uid>/", secondments.detail, name="detail"),
    path("<uuid:uid>/<slug:kind>.docx", secondments.paper, name="paper"),
    path("arrivals/", secondments.arrivals, name="arrivals"),
]
obligation_urls = [
    path("", obligations.index, name="index"),
    path("month/", obligations.month, name="month"),
]
my_urls = [
    path("", my.index, name="index"),
    path("leave/chain/", my.leave_chain, name="leave_chain"),
]
feedback_urls = [
    path("", feedback.index, name="index"),
    path("route/", feedback.route, name="route"),
    path("<uuid:uid>/", feedback.detail, name="detail"),
]
team_urls = [
    path("", teams.index, name="index"),
    path("<uuid:uid>/", teams.detail, name="detail"),
]
template_urls = [
    path("", templates.index, name="index"),
    path("<uuid:uid>/template.docx", templates.download, name="download"),
    path("starter/<slug:kind>.docx", templates.starter, name="starter"),
]
rule_urls = [
    path("", rules.index, name="index"),
    path("words/", rules.words, name="words"),
    path("<uuid:uid>/", rules.detail, name="detail"),
    path("<uuid:uid>/trial/", rules.trial, name="trial"),
    path("<uuid:uid>/rules.xlsx", rules.file, {"form": "xlsx"}, name="book"),
    path("<uuid:uid>/rules.json", rules.file, {"form": "json"}, name="json"),
]
round_urls = [
    path("<uuid:uid>/overview/", rounds.overview, name="overview"),
    path("<uuid:uid>/roster.<slug:form>", rounds.roster, name="roster"),
    path("<uuid:uid>/summary.docx", rounds.summary, name="summary"),
]
exchange_urls = [
    path("", exchanges.index, name="index"),
    path("new/<uuid:uid>/", exchanges.new, name="new"),
    path("new/<uuid:uid>/proposals/", exchanges.proposals, name="proposals"),
    path("<uuid:uid>/", exchanges.detail, name="detail"),
]
assessment_urls = [
    path("", assessments.index, name="index"),
    path("schemes/", assessments.schemes, name="schemes"),
    path("method/", assessments.method, name="method"),
    path("<uuid:uid>/", assessments.detail, name="detail"),
    path("<uuid:uid>/results/", assessments.counted, name="results"),
    path("<uuid:uid>/results/opinion/", assessments.opinion, name="opinion"),
    path("<uuid:uid>/results.docx", assessments.result_paper, name="result_paper"),
    path("<uuid:uid>/results.xlsx", assessments.result_table, name="result_table"),
]
session_urls = [
    path("<uuid:uid>/", sessions.detail, name="detail"),
    path("<uuid:uid>/settle/", sessions.settle, name="settle"),
    path("<uuid:uid>/board.json", sessions.board, name="board"),
    path("<uuid:uid>/sheets/<str:code>/", sessions.enter, name="enter"),
    path("<uuid:uid>/sheets/<str:code>/blank.pdf", sessions.sheet_form, name="sheet_form"),
]
panel_urls = [
    path("", panels.index, name="index"),
    path("<uuid:uid>/", panels.detail, name="detail"),
    path("notes/<uuid:uid>/", panels.note, name="note"),
    path("<uuid:uid>/talk-sheet.xlsx", panels.sheet, name="sheet"),
    path("<uuid:uid>/report.docx", panels.report, name="report"),
]
quota_urls = [
    path("", quota.index, name="index"),
    path("own/", quota.own, name="own"),
    path("<int:year>/", quota.year, name="year"),
    path("<int:year>/ledger.xlsx", quota.ledger_table, name="ledger_table"),
    path("pools/<uuid:uid>/", quota.pool, name="pool"),
    path("people/<uuid:uid>/", quota.person, name="person"),
]
discovery_urls = [
    path("", discovery.index, name="index"),
    path("validity/", discovery.validity, name="validity"),
    path("uses/", uses.index, name="uses"),
    path("uses/new/", uses.new, name="new_use"),
    path("uses/ledger.xlsx", uses.ledger, name="ledger"),
    path("notes/", everyday.index, name="notes"),
    path("appraisals/<uuid:uid>/", discovery.appraisal, name="appraisal"),
]
outcome_urls = [
    path("", outcomes.index, name="index"),
    path("export.xlsx", outcomes.export, name="export"),
    path("new/", outcomes.new, name="new"),
    path("targets/", outcomes.targets, name="targets"),
    path("information/", information.index, name="information"),
    path("evidence/<uuid:uid>/", outcomes.proof, name="proof"),
    path("<uuid:uid>/", outcomes.detail, name="detail"),
    path("<uuid:uid>/guests.xlsx", outcomes.guests_book, name="guests_book"),
]
indicator_urls = [
    path("", indicators.index, name="index"),
    path("template.xlsx", indicators.template, name="template"),
    path("books/<uuid:uid>/", indicators.book, name="book"),
    path("books/<uuid:uid>/file/", indicators.original, name="original"),
    path("<uuid:uid>/", indicators.detail, name="detail"),
    path("<uuid:uid>/figures.xlsx", indicators.figures, name="figures"),
]
group_urls = [
    path("", groups.index, name="index"),
    path("new/", groups.new, name="new"),
    path("activities/<uuid:uid>/", activities.detail, name="activity"),
    path("activities/<uuid:uid>/code/", activities.code, name="code"),
    path("activities/<uuid:uid>/invitation.ics", activities.invitation, name="invitation"),
    path("photos/<uuid:uid>/", activities.photo, name="photo"),
    path("notes/", group_notes.index, name="notes"),
    path("<uuid:uid>/record/", group_notes.of_group, name="record"),
    path("<uuid:uid>/record/report.pdf", group_notes.report, name="report"),
    path("<uuid:uid>/seen/", seen.index, name="seen"),
    path("<uuid:uid>/record/figures.xlsx", group_notes.figures, name="figures"),
    path("<uuid:uid>/", groups.detail, name="detail"),
]
contact_urls = [
    path("", contacts.index, name="index"),
    path("new/", contacts.new, name="new"),
    path("handovers/", custody.handovers, name="handovers"),
    path("handovers/<uuid:uid>/", custody.handover, name="handover"),
    path("duplicates/", custody.duplicates, name="duplicates"),
    path("cards/", custody.cards, name="cards"),
    path("materials/<uuid:uid>/", materials.detail, name="material"),
    path("materials/<uuid:uid>/file/", materials.file, name="material_file"),
    path("cards/template.xlsx", custody.template, name="template"),
    path("export/", custody.export, name="export"),
    path("<uuid:uid>/", contacts.detail, name="detail"),
    path("<uuid:uid>/reveal/", contacts.reveal, name="reveal"),
    path("<uuid:uid>/photo.jpg", contacts.photo, name="photo"),
]
audit_urls = [
    path("", audit.index, name="index"),
    path("export.xlsx", audit.export, name="export"),
]
access_urls = [
    path("units/", access.units, name="units"),
    path("units/<uuid:uid>/", access.unit, name="unit"),
    path("accounts/", access.accounts, name="accounts"),
    path("accounts/table.xlsx", access.account_table, name="account_table"),
    path("accounts/<uuid:uid>/", access.account, name="account"),
    path("grants/", access.grants, name="grants"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("harvest/", harvest.index, name="harvest"),
    path("harvest/by/", harvest.rows, name="harvest_rows"),
    path("harvest/by.xlsx", harvest.rows_table, name="harvest_table"),
    path("harvest/report.pdf", harvest.report, name="harvest_report"),
    path("harvest/towns/", indicators.towns, name="towns"),
    path("harvest/towns.xlsx", indicators.towns_table, name="towns_table"),
    path("indicators/", include((indicator_urls, "indicators"))),
    path("cadres/", include((cadre_urls, "cadres"))),
    path("imports/", include((import_urls, "imports"))),
    path("", include((programme_urls, "programmes"))),
    path("jobs/", include((job_urls, "jobs"))),
    path("plans/", include((plan_urls, "plans"))),
    path("secondments/", include((secondment_urls, "secondments"))),
    path("do/", include((doors.urls(), "do"))),
    path("templates/", include((template_urls, "templates"))),
    path("programmes/", include((round_urls, "rounds"))),
    path("rules/", include((rule_urls, "rules"))),
    path("teams/", include((team_urls, "teams"))),
    path("exchanges/", include((exchange_urls, "exchanges"))),
    path("obligations/", include((obligation_urls, "obligations"))),
    path("my/", include((my_urls, "my"))),
    path("feedback/", include((feedback_urls, "feedback"))),
    path("assessments/", include((assessment_urls, "assessments"))),
    path("assessments/panels/", include((panel_urls, "panels"))),
    path("assessments/sessions/", include((session_urls, "sessions"))),
    path("discovery/", include((discovery_urls, "discovery"))),
    path("outcomes/", include((outcome_urls, "outcomes"))),
    path("groups/", include((group_urls, "groups"))),
    path("contacts/", include((contact_urls, "contacts"))),
    path("quota/", include((quota_urls, "quota"))),
    path("b/<uuid:uid>/", ballot.ballot, name="ballot"),
    path("b/<uuid:uid>/sign/", ballot.sign, name="sign"),
    path("b/<uuid:uid>/receipts/", ballot.receipts, name="receipts"),
    path("audit/", include((audit_urls, "audit"))),
    path("access/", include((access_urls, "access"))),
    path("files/<uuid:uid>/", files.download, name="file"),
    path("settings/", account.own_settings, name="settings"),
    path("calendar/<str:secret>.ics", keys.calendar, name="calendar"),
    path("language/", account.language, name="language"),
    path("theme/", account.theme, name="theme"),
    path("activate/", account.activate, name="activate"),
    path("healthz", account.healthz, name="healthz"),
    path("readyz", account.readyz, name="readyz"),
]
