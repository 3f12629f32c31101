"""Current editions are found by their path, and keep their surrogate keys with them."""

from collections import defaultdict

from django.db import migrations, models

from cms.core.live_index import AddIndexLive
from cms.core.updates import update_each

AT_ONCE = 500


def keep_surrogate_keys(apps, schema_editor):
    """What is written meanwhile by the former release has none, and is read the long way until it is rendered anew."""
    Edition = apps.get_model("editions", "Edition")
    EditionKey = apps.get_model("editions", "EditionKey")
    without = Edition.objects.filter(valid_to__isnull=True, surrogate_keys__isnull=True)
    while editions := list(without.only("pk")[:AT_ONCE]):
        found = defaultdict(set)
        keys = EditionKey.objects.filter(edition__in=editions).exclude(role="listed")
        for edition_id, kind, object_id in keys.values_list("edition_id", "kind", "object_id"):
            found[edition_id].add(f"{kind}-{object_id}")
        for edition in editions:
            edition.surrogate_keys = ",".join(sorted(found[edition.pk]))
        update_each(editions, ["surrogate_keys"])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("editions", "0002_visibility_epoch"),
    ]

    operations = [
        AddIndexLive(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("valid_to__isnull", True)), fields=["path", "site"], name="edition_place"
            ),
        ),
        migrations.RunPython(keep_surrogate_keys, migrations.RunPython.noop, elidable=True),
    ]
