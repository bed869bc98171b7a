"""The URL table."""

urlpatterns = []
