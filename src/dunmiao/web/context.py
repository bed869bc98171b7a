"""What every page shows: who acts, the menu, language and theme."""

from typing import Any

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_noop as mark

from dunmiao.access.roles import Permission, Role

# (key, address, label, icon, rights of which one is needed)
MENU = (
    ("home", "/", mark("首页"), "home", ()),
    ("cadres", "/cadres/", mark("干部"), "people", (Permission.PEOPLE_VIEW,)),
    ("programmes", "/programmes/", mark("选派"), "send", (Permission.POSTS_VIEW,)),
    ("teams", "/teams/", mark("项目团队"), "team", (Permission.PLANS_VIEW,)),
    ("my", "/my/", mark("我的挂职"), "pin", (Permission.REPORT_OWN,)),
    ("secondments", "/secondments/", mark("在挂"), "pin", (Permission.SECONDMENTS_VIEW,)),
    ("outcomes", "/outcomes/", mark("成果"), "chart", (Permission.OUTCOMES_VIEW,)),
    ("groups", "/groups/", mark("小组"), "team", (Permission.GROUPS_VIEW,)),
    ("contacts", "/contacts/", mark("联络"), "book", (Permission.CONTACTS_VIEW,)),
    ("obligations", "/obligations/", mark("待办"), "list", (Permission.SECONDMENTS_VIEW,)),
    ("feedback", "/feedback/", mark("反馈"), "mail", (Permission.FEED_BACK, Permission.CASES_HOME)),
    ("assessments", "/assessments/", mark("考核"), "list", (Permission.ASSESSMENTS_VIEW,)),
    ("panels", "/assessments/panels/", mark("考察"), "pin", (Permission.PANEL_NOTES,)),
    ("quota", "/quota/", mark("年度考核"), "list", (Permission.GRADES_PROPOSE,)),
    ("discovery", "/discovery/", mark("发现使用"), "people", (Permission.DEVELOPMENT_VIEW,)),
    ("notes", "/discovery/notes/", mark("平时掌握"), "list", (Permission.NOTES_WRITE,)),
    ("rules", "/rules/", mark("规则"), "list", (Permission.RULES_VIEW,)),
    ("templates", "/templates/", mark("公文模板"), "list", (Permission.TEMPLATES,)),
    ("imports", "/imports/", mark("导入"), "import", (Permission.PEOPLE_IMPORT,)),
    ("audit", "/audit/", mark("审计"), "audit", (Permission.AUDIT_VIEW,)),
    ("units", "/access/units/", mark("单位"), "home", (Permission.UNITS,)),
    ("accounts", "/access/accounts/", mark("账号"), "key", (Permission.ACCOUNTS,)),
    ("grants", "/access/grants/", mark("授权"), "key", (Permission.GRANTS,)),
)
# Whoever has this right finds the page inside another one.
INSIDE = {
    "panels": Permission.ASSESSMENTS_VIEW,
    "quota": Permission.ASSESSMENTS_VIEW,
    "notes": Permission.DEVELOPMENT_VIEW,
}


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of the frame; asks the database nothing."""
    actor = getattr(request, "actor", None)
    theme = request.COOKIES.get("theme", "")
    context: dict[str, Any] = {
        "actor": actor,
        "language": translation.get_language(),
        "theme": theme if theme in {"light", "dark"} else "",
        "menu": [],
    }
    if actor is not None:
        context["menu"] = [
            {"key": key, "url": url, "label": translation.gettext(label), "icon": icon}
            for key, url, label, icon, rights in MENU
            if (not rights or any(actor.has(right) for right in rights))
            and not (key in INSIDE and actor.has(INSIDE[key]))
        ]
        context["rights"] = {p.name: actor.has(p) for p in Permission}
        context["is_org"] = any(
            g.role in (Role.ORG_DEPARTMENT, Role.ORG_LEADER) for g in actor.grants
        )
    return context
