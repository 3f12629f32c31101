from django.db import migrations

NAME = "formulary_search_words"


def add(apps, schema_editor):
    """Wagtail looks for words in titles and bodies put together, of which there is no index: every search reads all."""
    if schema_editor.connection.vendor == "postgresql":
        # What a run that was interrupted has left is no index that anyone uses.
        remove(apps, schema_editor)
        schema_editor.execute(
            f"CREATE INDEX CONCURRENTLY {NAME} ON wagtailsearch_indexentry USING gin ((title || body))"
        )


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {NAME}")


class Migration(migrations.Migration):
    atomic = False  # nobody waits while it is made

    dependencies = [
        ("editions", "0008_render_turns"),
        ("wagtailsearch", "0010_add_text_fields"),
    ]

    operations = [migrations.RunPython(add, remove)]
