"""Who may do what: the whole table, in one file, with no database in it."""

from enum import StrEnum


class Permission(StrEnum):
    """One right; the value is `<room>.<verb>`."""

    PEOPLE_VIEW = "people.view"
    PEOPLE_SENSITIVE = "people.view_sensitive"
    RESERVE_VIEW = "people.view_reserve"
    PEOPLE_EDIT = "people.edit"
    PEOPLE_IMPORT = "people.import"
    PEOPLE_EXPORT = "people.export"
    POSTS_VIEW = "posts.view"
    POSTS_FILE = "posts.file"
    PROGRAMMES_EDIT = "posts.edit_programme"
    TEMPLATES = "documents.templates"
    RULES_VIEW = "rulebook.view"
    NOMINATE = "secondments.nominate"
    SCREEN = "secondments.screen"
    RANK = "secondments.rank"
    SECONDMENTS_VIEW = "secondments.view"
    CONFIRM_ARRIVAL = "secondments.confirm_arrival"
    CASES_MANAGE = "secondments.manage"
    CASES_HOST = "secondments.host"
    CASES_HOME = "secondments.home"
    FEED_BACK = "secondments.feed_back"
    REPORT_OWN = "secondments.report_own"
    PLANS_VIEW = "placements.view"
    PLANS_PREPARE = "placements.prepare"
    PLANS_APPROVE = "placements.approve"
    PLANS_ISSUE = "placements.issue"
    ASSESSMENTS_VIEW = "assessments.view"
    ROUNDS_PREPARE = "assessments.prepare"
    BALLOTS_WITNESS = "assessments.witness"
    SHEETS_ENTER = "assessments.enter_sheets"
    PANEL_NOTES = "assessments.write_notes"
    QUOTA_MANAGE = "assessments.manage_quota"
    QUOTA_GRANT = "assessments.grant_quota"
    GRADES_PROPOSE = "assessments.propose_grades"
    DEVELOPMENT_VIEW = "development.view"
    NOTES_WRITE = "development.write_notes"
    SUGGEST = "development.suggest"
    USES_RECORD = "development.record_uses"
    OUTCOMES_VIEW = "outcomes.view"
    OUTCOMES_REPORT = "outcomes.report"
    OUTCOMES_VERIFY = "outcomes.verify"
    OUTCOMES_TARGETS = "outcomes.set_targets"
    INDICATORS_VIEW = "outcomes.view_indicators"
    INDICATORS_MANAGE = "outcomes.manage_indicators"
    CONTACTS_VIEW = "liaison.view_contacts"
    CONTACTS_KEEP = "liaison.keep_contacts"
    CONTACTS_MANAGE = "liaison.manage_contacts"
    GROUPS_VIEW = "liaison.view_groups"
    GROUPS_MANAGE = "liaison.manage_groups"
    AUDIT_VIEW = "access.audit"
    UNITS = "units.manage"
    ACCOUNTS = "access.accounts"
    GRANTS = "access.grants"


class Role(StrEnum):
    """What a grant makes of its holder, at a unit and everything below it."""

    ORG_DEPARTMENT = "ORG_DEPARTMENT"
    ORG_LEADER = "ORG_LEADER"
    HOME_UNIT = "HOME_UNIT"
    HOST_UNIT = "HOST_UNIT"
    LEAD_UNIT = "LEAD_UNIT"
    SECONDEE = "SECONDEE"
    GROUP_LEADER = "GROUP_LEADER"
    LIAISON_OFFICE = "LIAISON_OFFICE"
    PANEL_MEMBER = "PANEL_MEMBER"
    SUPERVISOR = "SUPERVISOR"
    SYSTEM_ADMIN = "SYSTEM_ADMIN"
    SECURITY_ADMIN = "SECURITY_ADMIN"
    AUDIT_ADMIN = "AUDIT_ADMIN"

    @property
    def label(self) -> str:
        """The Chinese name of the role."""
        return LABELS[self]

    @property
    def duty(self) -> int:
        """0 for business roles, 1 to 3 for the three separated administrators (三员分立)."""
        return _DUTIES.get(self, 0)

    @property
    def is_personal(self) -> bool:
        """True where the role is about the holder himself, whatever unit it is granted at."""
        return self in (Role.SECONDEE, Role.PANEL_MEMBER)

    @property
    def needs_second_factor(self) -> bool:
        """True for administrators and for those who approve."""
        return self.duty > 0 or Permission.PLANS_APPROVE in PERMISSIONS[self]


_DUTIES = {Role.SYSTEM_ADMIN: 1, Role.SECURITY_ADMIN: 2, Role.AUDIT_ADMIN: 3}

LABELS = {
    Role.ORG_DEPARTMENT: "组织部",
    Role.ORG_LEADER: "组织部领导",
    Role.HOME_UNIT: "派出单位",
    Role.HOST_UNIT: "接收单位",
    Role.LEAD_UNIT: "牵头单位",
    Role.SECONDEE: "挂职干部",
    Role.GROUP_LEADER: "挂职小组组长",
    Role.LIAISON_OFFICE: "驻外联络处",
    Role.PANEL_MEMBER: "考察组成员",
    Role.SUPERVISOR: "纪检监督",
    Role.SYSTEM_ADMIN: "系统管理员",
    Role.SECURITY_ADMIN: "安全管理员",
    Role.AUDIT_ADMIN: "审计管理员",
}

_P = Permission
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.ORG_DEPARTMENT: frozenset(
        {
            _P.GROUPS_VIEW,
            _P.GROUPS_MANAGE,
            _P.OUTCOMES_VIEW,
            _P.OUTCOMES_REPORT,
            _P.OUTCOMES_VERIFY,
            _P.OUTCOMES_TARGETS,
            _P.INDICATORS_VIEW,
            _P.INDICATORS_MANAGE,
            _P.PEOPLE_VIEW,
            _P.RESERVE_VIEW,
            _P.PEOPLE_SENSITIVE,
            _P.PEOPLE_EDIT,
            _P.PEOPLE_IMPORT,
            _P.PEOPLE_EXPORT,
            _P.POSTS_VIEW,
            _P.POSTS_FILE,
            _P.PROGRAMMES_EDIT,
            _P.TEMPLATES,
            _P.RULES_VIEW,
            _P.NOMINATE,
            _P.SCREEN,
            _P.RANK,
            _P.SECONDMENTS_VIEW,
            _P.CONFIRM_ARRIVAL,
            _P.CASES_MANAGE,
            _P.CASES_HOST,
            _P.CASES_HOME,
            _P.FEED_BACK,
            _P.PLANS_VIEW,
            _P.PLANS_PREPARE,
            _P.PLANS_APPROVE,
            _P.PLANS_ISSUE,
            _P.ASSESSMENTS_VIEW,
            _P.ROUNDS_PREPARE,
            _P.BALLOTS_WITNESS,
            _P.SHEETS_ENTER,
            _P.PANEL_NOTES,
            _P.QUOTA_MANAGE,
            _P.QUOTA_GRANT,
            _P.GRADES_PROPOSE,
            _P.DEVELOPMENT_VIEW,
            _P.NOTES_WRITE,
            _P.SUGGEST,
            _P.USES_RECORD,
            _P.CONTACTS_VIEW,
            _P.CONTACTS_KEEP,
            _P.CONTACTS_MANAGE,
            _P.AUDIT_VIEW,
        }
    ),
    Role.ORG_LEADER: frozenset(
        {
            _P.GROUPS_VIEW,
            _P.OUTCOMES_VIEW,
            _P.INDICATORS_VIEW,
            _P.PEOPLE_VIEW,
            _P.RESERVE_VIEW,
            _P.POSTS_VIEW,
            _P.RULES_VIEW,
            _P.SECONDMENTS_VIEW,
            _P.PLANS_VIEW,
            _P.PLANS_APPROVE,
            _P.ASSESSMENTS_VIEW,
            _P.QUOTA_GRANT,
            _P.DEVELOPMENT_VIEW,
        }
    ),
    Role.HOME_UNIT: frozenset(
        {
            _P.GROUPS_VIEW,
            _P.OUTCOMES_VIEW,
            _P.OUTCOMES_VERIFY,
            _P.PEOPLE_VIEW,
            _P.RESERVE_VIEW,
            _P.PEOPLE_SENSITIVE,
            _P.PEOPLE_EDIT,
            _P.PEOPLE_IMPORT,
            _P.PEOPLE_EXPORT,
            _P.POSTS_VIEW,
            _P.RULES_VIEW,
            _P.NOMINATE,
            _P.SECONDMENTS_VIEW,
            _P.CASES_HOME,
            _P.GRADES_PROPOSE,
        }
    ),
    Role.HOST_UNIT: frozenset(
        {
            _P.GROUPS_VIEW,
            _P.OUTCOMES_VIEW,
            _P.INDICATORS_VIEW,
            _P.OUTCOMES_REPORT,
            _P.OUTCOMES_VERIFY,
            _P.PEOPLE_VIEW,
            _P.POSTS_VIEW,
            _P.POSTS_FILE,
            _P.RULES_VIEW,
            _P.RANK,
            _P.SECONDMENTS_VIEW,
            _P.CONFIRM_ARRIVAL,
            _P.CASES_HOST,
            _P.GRADES_PROPOSE,
            _P.NOTES_WRITE,
        }
    ),
    Role.LEAD_UNIT: frozenset(
        {
            _P.GROUPS_VIEW,
            _P.GROUPS_MANAGE,
            _P.OUTCOMES_VIEW,
            _P.OUTCOMES_REPORT,
            _P.OUTCOMES_VERIFY,
            _P.PEOPLE_VIEW,
            _P.POSTS_VIEW,
            _P.POSTS_FILE,
            _P.RANK,
            _P.SECONDMENTS_VIEW,
            _P.FEED_BACK,
            _P.NOTES_WRITE,
            _P.CONTACTS_VIEW,
            _P.CONTACTS_KEEP,
        }
    ),
    Role.SECONDEE: frozenset(
        {
            _P.GROUPS_VIEW,
            _P.OUTCOMES_VIEW,
            _P.OUTCOMES_REPORT,
            _P.SECONDMENTS_VIEW,
            _P.REPORT_OWN,
            _P.CONTACTS_VIEW,
            _P.CONTACTS_KEEP,
        }
    ),
    Role.GROUP_LEADER: frozenset({_P.SECONDMENTS_VIEW, _P.GROUPS_VIEW}),
    Role.LIAISON_OFFICE: frozenset(
        {
            _P.GROUPS_VIEW,
            _P.GROUPS_MANAGE,
            _P.CONTACTS_VIEW,
            _P.CONTACTS_KEEP,
            _P.CONTACTS_MANAGE,
            _P.OUTCOMES_VIEW,
            _P.OUTCOMES_REPORT,
            _P.OUTCOMES_VERIFY,
            _P.POSTS_VIEW,
            _P.SECONDMENTS_VIEW,
        }
    ),
    Role.PANEL_MEMBER: frozenset({_P.PANEL_NOTES}),
    Role.SUPERVISOR: frozenset(
        {
            _P.AUDIT_VIEW,
            _P.PLANS_VIEW,
            _P.POSTS_VIEW,
            _P.RULES_VIEW,
            _P.ASSESSMENTS_VIEW,
            _P.BALLOTS_WITNESS,
        }
    ),
    Role.SYSTEM_ADMIN: frozenset({_P.ACCOUNTS, _P.UNITS}),
    Role.SECURITY_ADMIN: frozenset({_P.GRANTS}),
    Role.AUDIT_ADMIN: frozenset({_P.AUDIT_VIEW}),
}
