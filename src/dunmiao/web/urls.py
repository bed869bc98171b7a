"""All pages."""

from django.urls import include, path

from dunmiao.web import files, home
from dunmiao.web.access import views as access
from dunmiao.web.account import views as account
from dunmiao.web.audit import views as audit
from dunmiao.web.cadres import views as cadres
from dunmiao.web.imports import views as imports
from dunmiao.web.plans import views as plans
from dunmiao.web.programmes import views as programmes
from dunmiao.web.secondments import views as secondments

cadre_urls = [
    path("", cadres.roster, name="roster"),
    path("export.xlsx", cadres.export, name="export"),
    path("compare/", cadres.compare, name="compare"),
    path("<uuid:uid>/", cadres.detail, name="detail"),
    path("<uuid:uid>/edit/", cadres.edit, name="edit"),
    path("<uuid:uid>/ladders/", cadres.ladders, name="ladders"),
    path("<uuid:uid>/form.lrmx", cadres.form, name="form"),
    path("<uuid:uid>/photo.jpg", cadres.photo, name="photo"),
]
import_urls = [
    path("", imports.index, name="index"),
    path("<uuid:uid>/", imports.detail, name="detail"),
    path("<uuid:uid>/confirm/", imports.confirm, name="confirm"),
    path("<uuid:uid>/progress/", imports.progress, name="progress"),
    path("<uuid:uid>/stop/", imports.stop, name="stop"),
    path("<uuid:uid>/undo/", imports.undo, name="undo"),
    path("<uuid:uid>/errors.xlsx", imports.errors, name="errors"),
]
programme_urls = [
    path("programmes/", programmes.index, name="index"),
    path("programmes/new/", programmes.new, name="new"),
    path("programmes/<uuid:uid>/post/", programmes.file_post, name="file_post"),
    path("programmes/<uuid:uid>/", programmes.detail, name="detail"),
    path("programmes/<uuid:uid>/nominate/", programmes.nominate, name="nominate"),
    path("posts/<uuid:uid>/", programmes.post, name="post"),
    path("posts/<uuid:uid>/describe/", programmes.describe, name="describe"),
    path("posts/<uuid:uid>/answer/", programmes.answer, name="answer"),
    path("nominations/<uuid:uid>/", programmes.nomination, name="nomination"),
    path("posts/<uuid:uid>/require/", programmes.require, name="require"),
    path("posts/<uuid:uid>/count/", programmes.count, name="count"),
    path("posts/<uuid:uid>/words/", programmes.words, name="words"),
    path("nominations/<uuid:uid>/papers/", programmes.papers, name="papers"),
    path("nominations/<uuid:uid>/withdraw/", programmes.withdraw, name="withdraw"),
    path("nominations/<uuid:uid>/override/", programmes.override, name="override"),
    path("nominations/<uuid:uid>/screen/", programmes.screen, name="screen"),
]
plan_urls = [
    path("make/", plans.make, name="make"),
    path("compare/", plans.compare, name="compare"),
    path("runs/<uuid:uid>/", plans.progress, name="run"),
    path("runs/<uuid:uid>/cancel/", plans.cancel, name="cancel"),
    path("<uuid:uid>/", plans.desk, name="desk"),
    path("<uuid:uid>/solve/", plans.solve, name="solve"),
    path("<uuid:uid>/pin/", plans.pin, name="pin"),
    path("<uuid:uid>/unpin/", plans.unpin, name="unpin"),
    path("<uuid:uid>/weights/", plans.weights, name="weights"),
    path("<uuid:uid>/why-not/", plans.why_not, name="why_not"),
    path("<uuid:uid>/places/", plans.places, name="places"),
    path("<uuid:uid>/submit/", plans.submit, name="submit"),
    path("<uuid:uid>/return/", plans.give_back, name="return"),
    path("<uuid:uid>/withdraw/", plans.withdraw, name="withdraw"),
    path("<uuid:uid>/deliberate/", plans.deliberate, name="deliberate"),
    path("<uuid:uid>/approve/", plans.approve, name="approve"),
    path("<uuid:uid>/issue/", plans.issue, name="issue"),
    path("<uuid:uid>/briefing.docx", plans.briefing, {"form": "docx"}, name="briefing"),
    path("<uuid:uid>/briefing.xlsx", plans.briefing, {"form": "xlsx"}, name="briefing_xlsx"),
    path("<uuid:uid>/problem.zip", plans.problem, name="problem"),
]
secondment_urls = [
    path("", secondments.index, name="index"),
    path("<uuid:uid>/", secondments.detail, name="detail"),
    path("<uuid:uid>/arrive/", secondments.arrive, name="arrive"),
]
audit_urls = [
    path("", audit.index, name="index"),
    path("export.xlsx", audit.export, name="export"),
]
access_urls = [
    path("units/", access.units, name="units"),
    path("accounts/", access.accounts, name="accounts"),
    path("grants/", access.grants, name="grants"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("cadres/", include((cadre_urls, "cadres"))),
    path("imports/", include((import_urls, "imports"))),
    path("", include((programme_urls, "programmes"))),
    path("plans/", include((plan_urls, "plans"))),
    path("secondments/", include((secondment_urls, "secondments"))),
    path("audit/", include((audit_urls, "audit"))),
    path("access/", include((access_urls, "access"))),
    path("files/<uuid:uid>/", files.download, name="file"),
    path("settings/", account.own_settings, name="settings"),
    path("language/", account.language, name="language"),
    path("theme/", account.theme, name="theme"),
    path("activate/", account.activate, name="activate"),
    path("healthz", account.healthz, name="healthz"),
    path("readyz", account.readyz, name="readyz"),
]
