"""Django's settings; they import without a server and without DATABASE_URL."""

import secrets
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from psycopg.conninfo import conninfo_to_dict

from dunmiao.db.environment import read_environment
from dunmiao.db.home import private_folder, write_secret
from dunmiao.kernel.findings import LOCALE

ENV = read_environment()
DUNMIAO_HOME = ENV.home
DEBUG = ENV.debug


def _server(url: str) -> dict[str, object]:
    parts = conninfo_to_dict(url or "dbname=dunmiao host=/nowhere")
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host"}
    found: dict[str, object] = {ours: parts.pop(his, "") for ours, his in names.items()}
    found["PORT"] = parts.pop("port", "")
    # Compiling the plan of a policy costs seconds where the query itself takes milliseconds.
    parts["options"] = f"{parts.get('options', '')} -c jit=off".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        **found,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 8, "timeout": 20 if url else 0.1}, **parts},
    }


def _secret_key() -> str:
    path = DUNMIAO_HOME / "keys/secret_key"
    try:
        return path.read_text(encoding="utf-8")
    except (FileNotFoundError, PermissionError):
        fresh = secrets.token_urlsafe(48)
        if path.parent.is_dir():
            private_folder(path.parent)
            write_secret(path, fresh)
        return fresh


TIME_ZONE = "Asia/Shanghai"
# The database's own day (`current_date` in policies) is the city's day, not that of UTC.
DATABASES = {"default": {**_server(ENV.database_url), "TIME_ZONE": TIME_ZONE}}
OWNER_DATABASE_URL = ENV.owner_database_url or ENV.database_url
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SECRET_KEY = _secret_key()
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
if ENV.public_url:
    ALLOWED_HOSTS.append(ENV.public_url.split("://", 1)[-1].split("/", 1)[0].rsplit(":", 1)[0])
    CSRF_TRUSTED_ORIGINS = [ENV.public_url.rstrip("/")]
ROOT_URLCONF = "dunmiao.config.urls"
WSGI_APPLICATION = "dunmiao.config.wsgi.application"
AUTH_USER_MODEL = "access.User"

ROOMS = (
    "db",
    "units",
    "access",
    "accounts",
    "jobs",
    "documents",
    "rulebook",
    "people",
    "posts",
    "secondments",
    "outcomes",
    "liaison",
    "assessments",
    "placements",
    "development",
    "web",
)
INSTALLED_APPS = [
    "django.forms",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    *(f"dunmiao.{room}" for room in ROOMS),
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "dunmiao.web.middleware.HeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "dunmiao.web.middleware.LanguageMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "dunmiao.web.middleware.RefusalMiddleware",
    "dunmiao.web.middleware.ScopeMiddleware",
    "axes.middleware.AxesMiddleware",
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # widgets find our own words
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "dunmiao.web.context.page",
            ],
            "builtins": ["dunmiao.web.templatetags.dunmiao", "django.templatetags.i18n"],
        },
    }
]

# ── who signs in ──
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_validation = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": _validation + "UserAttributeSimilarityValidator"},
    {"NAME": _validation + "MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": _validation + "CommonPasswordValidator"},
    {"NAME": "dunmiao.access.passwords.ComplexityValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "dunmiao.access.adapters.AccountAdapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Dunmiao"
DUNMIAO_REQUIRE_SECOND_FACTOR = ENV.require_second_factor
DUNMIAO_REMOTE_BALLOTS = ENV.remote_ballots
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "web/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["password", "login", "username"]

SESSION_COOKIE_AGE = ENV.idle_minutes * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "dunmiao.web.errors.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if ENV.https:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 110_000_000  # uploads stay in memory: nothing plain on disk
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

# ── language, time, static files ──
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [LOCALE]
LANGUAGE_COOKIE_NAME = "language"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = None  # served from the installed packages by whitenoise
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"dunmiao": {"level": "INFO"}, "axes": {"level": "ERROR"}},
}

# E-mail is off without DUNMIAO_SMTP_URL (smtp://user:password@host:25, smtps:// for TLS).
DUNMIAO_MAILS = bool(ENV.smtp_url)
DUNMIAO_PUBLIC_URL = ENV.public_url
_smtp = urlsplit(ENV.smtp_url or "smtp://localhost")
EMAIL_HOST, EMAIL_PORT = _smtp.hostname or "localhost", _smtp.port or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _smtp.username or "", _smtp.password or ""
EMAIL_USE_SSL = _smtp.scheme == "smtps"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = ENV.mail_from or "dunmiao@localhost"
