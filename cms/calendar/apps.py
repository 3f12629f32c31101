from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "cms.calendar"
    label = "calendar"
    verbose_name = "Calendar"
    default_auto_field = "django.db.models.BigAutoField"
