"""No pages are served here."""

urlpatterns: list[object] = []
