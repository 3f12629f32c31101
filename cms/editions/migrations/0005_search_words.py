"""Words that readers may have meant, and titles that are found by how their words begin."""

from django.db import connection, migrations, models

from cms.core.live_index import AddIndexLive


def enter_beginnings(apps, schema_editor):
    """What the former release enters meanwhile has none until it is rendered anew."""
    entered = apps.get_model("contenttypes", "ContentType").objects.filter(
        app_label="editions", model="searchdocument"
    )
    entries = apps.get_model("wagtailsearch", "IndexEntry")._meta.db_table
    documents = apps.get_model("editions", "SearchDocument")._meta.db_table
    words = "to_tsvector('simple', title)" if connection.vendor == "postgresql" else "title"
    of_entry = f"FROM {documents} document WHERE page_id = CAST({entries}.object_id AS bigint)"
    with connection.cursor() as cursor:
        for content_type_id in entered.values_list("pk", flat=True):
            cursor.execute(
                f"UPDATE {entries} SET autocomplete = (SELECT {words.replace('title', 'document.title')} {of_entry}) "
                f"WHERE content_type_id = %s AND EXISTS (SELECT 1 {of_entry})",
                [content_type_id],
            )


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("editions", "0004_edition_card"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailsearch", "0010_add_text_fields"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("word", models.CharField(max_length=40, primary_key=True, serialize=False)),
            ],
        ),
        migrations.AddField(
            model_name="searchdocument",
            name="learnt",
            field=models.BooleanField(
                db_default=False, default=False, help_text="Whether its words are among the known ones."
            ),
        ),
        AddIndexLive(
            model_name="searchdocument",
            index=models.Index(condition=models.Q(("learnt", False)), fields=["page"], name="search_unlearnt"),
        ),
        migrations.RunPython(enter_beginnings, migrations.RunPython.noop, elidable=True),
    ]
