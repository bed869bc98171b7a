"""The URL table: our pages, and of allauth only what an intranet installation offers."""

from allauth.account import views as account
from django.urls import include, path

from dunmiao.api.site import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("", include("dunmiao.web.urls")),
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/password/change/", account.password_change, name="account_change_password"),
    path("accounts/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("accounts/2fa/", include("allauth.mfa.urls")),
]
handler404 = "dunmiao.web.errors.not_found"
handler500 = "dunmiao.web.errors.server_error"
