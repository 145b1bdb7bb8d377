"""Every setting of the portal. Values come from the environment; README.md has the table."""

import os
import secrets
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

import dj_database_url
from csp.constants import NONCE, NONE, SELF

from .beat import SCHEDULE
from .environment import flag, number, origins, socket_path, text

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(text("VOCWEEK_DATA_DIR", str(BASE_DIR / "var"))).resolve()
FILES_DIR = DATA_DIR / "files"
TEMP_DIR = DATA_DIR / "tmp"
for folder in (DATA_DIR, FILES_DIR, TEMP_DIR):
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)

DJANGO_ENV = text("DJANGO_ENV", "local", allowed={"local", "production"})
DEMO = flag("VOCWEEK_DEMO")
DEBUG = flag("DJANGO_DEBUG")


def key_made_once(path):
    """The signing key of this installation: made at the first start, readable by its owner only."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(key := secrets.token_urlsafe(64))
    return key


SECRET_KEY = text("SECRET_KEY") or key_made_once(DATA_DIR / "secret_key")

# Where `up` serves, written by it: links that a command prints must lead there.
SERVED_AT = DATA_DIR / "site_url"


def served_at():
    if os.environ.get("PORT") or not SERVED_AT.exists():
        return f"http://127.0.0.1:{text('PORT', '8000')}"
    return SERVED_AT.read_text().strip()


SITE_URL = text("SITE_URL", served_at()).rstrip("/")
SITE_IS_HTTPS = SITE_URL.startswith("https://")
ALLOWED_HOSTS = (
    [name.strip() for name in text("ALLOWED_HOSTS").split(",")]
    if text("ALLOWED_HOSTS")
    else ["127.0.0.1", "localhost", "[::1]"]
)
if (host := urlsplit(SITE_URL).hostname) and host not in ALLOWED_HOSTS:
    ALLOWED_HOSTS.append(host)
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# --- Applications -----------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "colleges",
    "activities",
    "reports",
    "vocweek",
]

MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "vocweek.middleware.ResponseHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "vocweek.middleware.ReceivedAt",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "vocweek.middleware.IdleSignOut",
    "vocweek.middleware.LoginRequired",
    "vocweek.second_factor.SecondFactorRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "vocweek.middleware.Refusals",
]

ROOT_URLCONF = "vocweek.urls"
WSGI_APPLICATION = "vocweek.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "vocweek.context.frame",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# --- Database ---------------------------------------------------------------------------

DATABASES = {
    "default": dj_database_url.parse(
        text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'db.sqlite3'}"),
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Measured (docs/operation.md): without IMMEDIATE most parallel writers fail with
    # "database is locked", WAL and a time-out alone make it worse.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
    }
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Broker and cache -------------------------------------------------------------------

VALKEY_SOCKET = socket_path(DATA_DIR / "valkey" / "valkey.sock")
REDIS_URL = text("REDIS_URL", f"redis+socket://{quote(str(VALKEY_SOCKET))}")

# The cache is the database: throttling of sign-in must hold while the broker is down.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entries",
        # Beyond this entries are thrown out: with the default (300) a stranger who tries many
        # names would make the portal forget how often it was tried.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # Finished public pages, in the memory of each process: a few megabytes, nothing to wait for.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 300},
    },
}
# What editions came to, added up, until anything changes.
CACHES["figures"] = CACHES["pages"] | {"LOCATION": "figures", "OPTIONS": {"MAX_ENTRIES": 60}}

# --- Language, time ---------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# --- Files ------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": FILES_DIR, "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# What one unit may keep of one edition, and what must stay free on the disk: without it the
# database could not write either.
MEDIA_QUOTA = number("MEDIA_QUOTA_GB", 20, least=1) * 1024**3
MEDIA_FREE_FLOOR = number("MEDIA_FREE_FLOOR_MB", 500, least=10) * 1024**2
NGINX_FILES = flag("NGINX_FILES")  # a view says who may, nginx sends the bytes
FILE_UPLOAD_TEMP_DIR = TEMP_DIR
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- People and sessions ----------------------------------------------------------------

AUTH_USER_MODEL = "colleges.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# Argon2 needs another wheel; PBKDF2 is Django's default and costs the same for unknown users.
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "colleges.passwords.SimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "phone", "email")},
    },
    {
        "NAME": "colleges.passwords.LengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "colleges.passwords.CommonValidator"},
    {"NAME": "colleges.passwords.ContextWordValidator"},
]
# In the session, so that there is no third cookie and a message cannot be too long for one.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "vocweek.views.csrf_failure"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "colleges.sign_in.SignInAdapter"
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "colleges.reset_tokens.ResetTokens"  # noqa: S105 - a class
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
# Nobody makes the portal write to an address it does not know.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SITE_IS_HTTPS else "http"
# A campus stands behind one address: the limit per address is wide and only counts
# failures; the narrow one is per name *and* address (see SignInAdapter), so that a
# stranger cannot lock a colleague out.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "100/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/h/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = number("TRUSTED_PROXIES", 0, most=9)
# Administrators and the office sign in with a code of their phone as well.
REQUIRE_SECOND_FACTOR = flag("REQUIRE_SECOND_FACTOR", not DEMO)
MFA_ADAPTER = "colleges.second_factor.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "colleges.second_factor.SecondStepForm",
    "reauthenticate": "colleges.second_factor.SecondStepAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "职教活动周"
MFA_TOTP_TOLERANCE = 1  # phones that are half a minute off
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
PASSWORD_RESET_TIMEOUT = 3600
INVITATION_LIFETIME = timedelta(days=7)

COOKIE_PREFIX = "__Host-" if SITE_IS_HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
# Seconds without a person's own request after which the session ends.
IDLE_LIMIT = 12 * 3600
IDLE_LIMIT_PRIVILEGED = 30 * 60

# --- Headers ----------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
# What one address may have worked out anew for strangers, in each process; 0 is no limit.
PUBLIC_PAGES_A_MINUTE = number("PUBLIC_PAGES_A_MINUTE", 600)
# Whose pages may show the programme at /embed/ in a frame; no other page of ours in any.
EMBED_ANCESTORS = origins("EMBED_ANCESTORS")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if SITE_IS_HTTPS:
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_SSL_REDIRECT = flag("SSL_REDIRECT", True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    if ALLAUTH_TRUSTED_PROXY_COUNT:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Mail -------------------------------------------------------------------------------

EMAIL_HOST = text("EMAIL_HOST")
EMAIL_PORT = number("EMAIL_PORT", 465, least=1)
EMAIL_HOST_USER = text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = text("EMAIL_HOST_PASSWORD")
EMAIL_USE_SSL = flag("EMAIL_USE_SSL", True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = text("EMAIL_FROM", EMAIL_HOST_USER or "portal@localhost")
MAIL_CONFIGURED = bool(EMAIL_HOST)

# Robots of chat groups (colleges/robots.py): these and no others, so that the portal speaks to
# their servers only. The tests put a server of their own in their place.
ROBOT_URLS = {
    "wecombot": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={}",
    "dingtalk": "https://oapi.dingtalk.com/robot/send?access_token={}",
    "feishu": "https://open.feishu.cn/open-apis/bot/v2/hook/{}",
    "lark": "https://open.larksuite.com/open-apis/bot/v2/hook/{}",
}

# --- Jobs -------------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL
CELERY_TIMEZONE = TIME_ZONE
CELERY_ENABLE_UTC = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 15 * 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 3
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
# A web request that cannot reach the broker gives up soon; the sweeper sends the job later.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 20 * 60,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "max_retries": 0,
}
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "reports.tasks.run_compile_job": {"queue": "compile"},
    "reports.tasks.run_certificate_job": {"queue": "compile"},
    "activities.tasks.run_media_job": {"queue": "media"},
    "colleges.tasks.deliver_notices": {"queue": "notify"},
    "reports.tasks.send_due_reminders": {"queue": "notify"},
    "activities.tasks.watch_outings": {"queue": "notify"},
    "activities.tasks.purge_participants": {"queue": "notify"},
    "reports.tasks.run_media_package": {"queue": "media"},
}
CELERY_BEAT_SCHEDULE = SCHEDULE
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")

# --- Logging ----------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
    },
    "filters": {"refusals": {"()": "vocweek.logs.RefusalsInOneLine"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["refusals"],
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # It would write the secret addresses of robots into the log.
        "urllib3": {"level": "ERROR"},
    },
}

# --- On printed papers --------------------------------------------------------------------

SCHOOL_NAME = text("SCHOOL_NAME", "示范职业技术学院" if DEMO else "本校")

# --- Footer of a hosted site ------------------------------------------------------------

ICP_NUMBER = text("ICP_NUMBER")
POLICE_NUMBER = text("POLICE_NUMBER")
