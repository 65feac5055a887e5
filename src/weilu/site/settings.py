"""Settings, read from the environment. docs/guide/settings.md lists every variable."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _

from weilu.site.home import Home, database_from_url
from weilu.site.logs import logging_to
from weilu.site.mail import mail_from_url

HOME = Home.from_environment(os.environ)
BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = os.environ.get("WEILU_DEBUG") == "1"
SECRET_KEY = HOME.secret_key()
WEILU_HOME = HOME.path
WAREHOUSE_ROOT = HOME.path / "warehouse"
WAREHOUSE_MEMORY_MB = int(os.environ.get("WEILU_MEMORY_MB", "512"))
UPLOAD_MB = int(os.environ.get("WEILU_UPLOAD_MB", "20000"))

# Where operators reach Weilu: links begin with it, and https:// turns on what only https allows.
WEILU_URL = os.environ.get("WEILU_URL", "http://localhost:8000").rstrip("/")
IS_HTTPS = WEILU_URL.startswith("https://")
ALLOWED_HOSTS = [
    *os.environ.get("WEILU_HOSTS", "localhost,127.0.0.1,[::1]").split(","),
    urlsplit(WEILU_URL).hostname or "localhost",
]
CSRF_TRUSTED_ORIGINS = [
    WEILU_URL,
    *(origin for origin in os.environ.get("WEILU_ORIGINS", "").split(",") if origin),
]

INSTALLED_APPS = [
    "weilu.ui",
    "weilu.access",
    "weilu.jobs",
    "weilu.community",
    "weilu.ingest",
    "weilu.insight",
    "weilu.desk",
    "weilu.demo",
    "weilu.site",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_cotton",
    "django_htmx",
    "django_tasks",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "auditlog",
    "csp",
    "rules",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "weilu.access.middleware.SecurityHeaders",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "weilu.access.middleware.OperatorLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "auditlog.middleware.AuditlogMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "weilu.ui.errors.ErrorNotice",
]

ROOT_URLCONF = "weilu.site.urls"
ASGI_APPLICATION = "weilu.site.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    }
]

DATABASES = {"default": database_from_url(os.environ.get("DATABASE_URL", ""), home=HOME.path)}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "weilu_cache",
    }
}
AUTH_USER_MODEL = "access.Operator"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["weilu.access.hashers.Argon2"]
TASKS = {"default": {"BACKEND": "weilu.jobs.backend.LeaseBackend"}}
#: A worker that says nothing for so long is taken for dead, and its work given to another.
JOB_LEASE_SECONDS = float(os.environ.get("WEILU_LEASE_SECONDS", "60"))

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
#: Packages that are no Django apps have catalogues too.
LOCALE_PATHS = [
    folder
    for name in ("kernel", "connect", "connectors", "connectors/*", "warehouse", "measure")
    for folder in sorted(BASE_DIR.glob(f"{name}/locale"))
]
USE_TZ = True
TIME_ZONE = "UTC"
# Ids stand in templates too, and "1,234" is no id: numbers for people go through |figure.
USE_THOUSAND_SEPARATOR = False
FORMAT_MODULE_PATH = ["weilu.ui.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = HOME.path / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "weilu.site.static_storage.HashedStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
MEDIA_ROOT = HOME.path / "files"
LOGGING = logging_to(HOME.path / "logs", debug=DEBUG)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Security. docs/decisions/0010 says why; tests/access holds it.
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
OPERATOR_PAGE = "/account/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "MinimumLengthValidator": {"min_length": 10},
        "CommonPasswordValidator": {},
        "UserAttributeSimilarityValidator": {"user_attributes": ("email", "name")},
    }.items()
]
PASSWORD_RESET_TIMEOUT = 60 * 60

ACCOUNT_ADAPTER = "weilu.access.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation went to the address already
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_RATE_LIMITS = {
    "login_failed": "20/m/ip,5/15m/key",  # the key is account and address
    "reset_password": "20/m/ip,5/15m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("WEILU_PROXIES", "1" if IS_HTTPS else "0"))
MFA_ADAPTER = "weilu.access.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 0  # a used code is remembered for one period: with more it would work twice
MFA_RECOVERY_CODES_SHOW_ONCE = True
USERSESSIONS_TRACK_ACTIVITY = False  # a write for every page view is too dear on SQLite

AUDITLOG_LOGENTRY_MODEL = "access.AuditEntry"
AUDITLOG_DISABLE_REMOTE_ADDR = True  # auditlog would believe any X-Forwarded-For

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "style-src-attr": [UNSAFE_INLINE],  # ECharts places its tooltips by style attributes
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "report-uri": "/csp-report/",
    }
}
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "weilu.ui.views.csrf_failed"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None

SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_NAME = "__Host-weilu" if IS_HTTPS else "weilu"
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-weilu-csrf" if IS_HTTPS else "weilu-csrf"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = IS_HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"

# Mail: printed by the server unless WEILU_EMAIL_URL names one, smtp://user:password@host:port
vars().update(mail_from_url(os.environ.get("WEILU_EMAIL_URL", "")))
DEFAULT_FROM_EMAIL = os.environ.get("WEILU_EMAIL_FROM", "weilu@localhost")
SITE_NAME = _("Weilu")
