"""Programmes and posts are a market: known to everyone signed in to the city."""

from django.db import migrations

from dunmiao.db.operations import RowHistory, RowSecurity

TABLES = ("programme", "projectteam", "teamrequirement", "post", "requirement")


class Migration(migrations.Migration):
    dependencies = [("posts", "0001_initial"), ("db", "0001_extensions")]
    operations = [
        operation(f"posts_{table}") for table in TABLES for operation in (RowSecurity, RowHistory)
    ]
