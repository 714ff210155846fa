"""What measures show and what brister limit, apart. Worked out anew when the version's content is loaded, at the end
of the upgrade; until then a claim stands as it was stated."""

from django.db import migrations, models

ASPECTS = ("confidentiality", "integrity", "availability", "traceability", "authenticity")


class Migration(migrations.Migration):
    dependencies = [
        ("compliance", "0008_three_numbers"),
    ]

    operations = [
        *(migrations.RemoveField(model_name="servicestate", name=f"offered_{aspect}") for aspect in ASPECTS),
        *(
            migrations.AddField(
                model_name="servicestate",
                name=f"{name}_{aspect}",
                field=models.SmallIntegerField(db_default=-1, default=-1),
            )
            for name in ("shown", "ceiling")
            for aspect in ASPECTS
        ),
    ]
