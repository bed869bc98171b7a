"""Django's own commands, for maintainers: `dunmiao manage makemigrations`."""

import sys
import warnings

from dunmiao.cli.database import as_owner, database, setup_django

WITHOUT_SERVER = {"makemigrations", "check", "collectstatic", "diffsettings", "help"}
AS_OWNER = {"migrate", "sqlmigrate", "dbshell"}


def run(arguments: list[str]) -> int:
    """Run one of them; those that only read the source need no server."""
    from django.core.management import execute_from_command_line

    words = ["dunmiao manage", *arguments]
    if not arguments or arguments[0] in WITHOUT_SERVER:
        # makemigrations asks the database for its history and can do without an answer.
        warnings.filterwarnings("ignore", message="Got an error checking a consistent")
        setup_django()
        execute_from_command_line(words)
        return 0
    with database():
        setup_django()
        if arguments[0] in AS_OWNER:
            with as_owner():
                execute_from_command_line(words)
        else:
            execute_from_command_line(words)
    sys.stdout.flush()
    return 0
