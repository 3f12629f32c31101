from django.db import migrations

NAME = "formulary_page_expires"
COLUMNS = "ON wagtailcore_page (expire_at) WHERE live AND expire_at IS NOT NULL"


def add(apps, schema_editor):
    """Every list asks which page expires next, and the clock which have; without an index both read all pages."""
    if schema_editor.connection.vendor == "postgresql":
        # What a run that was interrupted has left is no index that anyone uses.
        remove(apps, schema_editor)
        schema_editor.execute(f"CREATE INDEX CONCURRENTLY {NAME} {COLUMNS}")
    else:
        schema_editor.execute(f"CREATE INDEX IF NOT EXISTS {NAME} {COLUMNS}")


def remove(apps, schema_editor):
    concurrently = "CONCURRENTLY" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP INDEX {concurrently} IF EXISTS {NAME}")


class Migration(migrations.Migration):
    atomic = False  # nobody waits while it is made

    dependencies = [("editions", "0009_search_index"), ("wagtailcore", "0098_apitoken")]

    operations = [migrations.RunPython(add, remove)]
