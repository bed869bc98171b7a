"""`dunmiao doctor`: say in words what is missing or wrong, and what to do."""

import shutil
import subprocess
import sys
from pathlib import Path

from dunmiao.cli.database import database, say, setup_django
from dunmiao.db.environment import BadConfiguration, Environment, read_environment
from dunmiao.db.supervising import EmbeddedError

LEAST_FREE = 500 * 1024 * 1024
CONSTRAINTS = (
    "secondment_one_at_a_time",
    "secondment_fed_back_before_closing",
    "transfer_as_the_law_allows",
    "grant_one_duty_a_person",
    "plan_approved_by_another",
)


class Report:
    """Lines of the report; `bad` counts what must be mended."""

    def __init__(self) -> None:
        """Nothing found yet."""
        self.bad = 0

    def line(self, good: bool, text: str, mend: str = "") -> None:
        """One finding: ✓ or ✗ with what to do."""
        self.bad += not good
        say(f"{'✓' if good else '✗'} {text}" + (f"\n    {mend}" if mend and not good else ""))


def _machine(report: Report, environment: Environment) -> None:
    version = sys.version_info
    report.line(version >= (3, 11), f"Python {version.major}.{version.minor}", "需要 3.11 以上。")
    home = environment.home
    parent = home if home.exists() else home.parent
    while not parent.exists():
        parent = parent.parent
    free = shutil.disk_usage(parent).free
    report.line(
        free > LEAST_FREE, f"磁盘剩余 {free // 2**20} MB（{home}）", "请清理到 500 MB 以上。"
    )
    fonts = _has_chinese_font()
    report.line(fonts, "中文字体", "打印和截图需要中文字体：Debian 上 apt install fonts-noto-cjk。")
    keys = home / "keys"
    if keys.exists():
        private = not keys.stat().st_mode & 0o077
        report.line(private, "密钥目录只有本人可读", f"请执行 chmod 700 {keys}")


def _has_chinese_font() -> bool:
    program = shutil.which("fc-list")
    if program is None:
        return Path("/usr/share/fonts").exists()
    done = subprocess.run([program, ":lang=zh", "family"], capture_output=True, text=True)
    return bool(done.stdout.strip())


def _database(report: Report) -> None:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        version = int(cursor.fetchone()[0])
        report.line(version >= 150000, f"PostgreSQL {version // 10000}", "需要 15 以上。")
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        strong = cursor.fetchone()[0]
        report.line(
            not strong,
            "应用账号受行级权限约束",
            "DATABASE_URL 的账号是超级用户或可绕过行级权限，请换普通账号。",
        )
    plan = MigrationExecutor(connection)
    waiting = plan.migration_plan(plan.loader.graph.leaf_nodes())
    report.line(not waiting, "数据库结构是最新的", "请运行 dunmiao run（会自动升级）。")
    if waiting:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE convalidated")
        names = {row[0] for row in cursor.fetchall()}
        for name in CONSTRAINTS:
            report.line(name in names, f"约束 {name}", "数据库缺少约束，请从备份核对结构。")
    from dunmiao.access.row_security import differences

    wrong = differences()
    report.line(
        not wrong,
        "行级权限与声明一致",
        f"不一致的表：{'、'.join(wrong)}。请运行 dunmiao run（会按声明重建）。",
    )


def run(words: list[str]) -> int:
    """0 when all is well, 1 when something must be mended."""
    report = Report()
    try:
        environment = read_environment()
    except (BadConfiguration, OSError) as wrong:
        report.line(False, "配置", str(wrong))
        return 1
    _machine(report, environment)
    try:
        with database(say=lambda _: None):
            setup_django()
            _database(report)
            from django.db import connection

            connection.close()
            connection.close_pool()  # type: ignore[attr-defined]
    except (EmbeddedError, SystemExit, Exception) as wrong:  # every cause is told, none hidden
        report.line(False, "数据库", str(wrong))
    return int(report.bad > 0)
