from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("editions", "0003_edition_place"),
    ]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="card",
            field=models.TextField(help_text="What lists show of it, as JSON.", null=True),
        ),
    ]
