"""All settings. `TONGXIN_ENV=production` makes every missing one a sentence and a stop."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from tongxin.access.rules import PasswordLevel, SessionLevel
from tongxin.config import env

PRODUCTION = env.choice("TONGXIN_ENV", ("local", "production"), "local") == "production"
ROOT = Path(__file__).resolve().parents[1]
DATA_DIR = Path(env.text("TONGXIN_DATA_DIR", None if PRODUCTION else "data")).resolve()
BACKUP_DIR = Path(env.text("TONGXIN_BACKUP_DIR", str(DATA_DIR / "backups"))).resolve()
PACKS_DIR = next(p for p in (ROOT / "packs", ROOT.parents[1] / "packs") if p.is_dir())

DEBUG = False
SECRET_KEY = env.text("TONGXIN_SECRET_KEY", None if PRODUCTION else env.kept_secret(DATA_DIR))
if PRODUCTION and len(SECRET_KEY) < 50:
    env.stop("TONGXIN_SECRET_KEY is too short: it must have at least 50 random characters.")
# Seal texts of level C3: the first one seals, each opens. A lost key loses the texts.
FIELD_KEYS = env.field_keys("TONGXIN_FIELD_KEYS", None if PRODUCTION else env.kept_field_key(DATA_DIR))
# Away from production only this machine is answered, so a forgotten setting opens nothing.
ALLOWED_HOSTS = env.words("TONGXIN_ALLOWED_HOSTS", None if PRODUCTION else "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if PRODUCTION]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "template_partials",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "tongxin.facts",
    "tongxin.files",
    "tongxin.orgs",
    "tongxin.access",
    "tongxin.adoption",
    "tongxin.duties",
    "tongxin.records",
    "tongxin.cases",
    "tongxin.reports",
    "tongxin.reactions",
    "tongxin.sync",
    "tongxin.web",
    "tongxin.api",
    "tongxin.ops",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "tongxin.api.middleware.ProblemMiddleware",
    "tongxin.web.body.BodyMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tongxin.web.middleware.ActorMiddleware",
    "tongxin.web.middleware.RefusalMiddleware",
    "tongxin.web.terminal.TerminalMiddleware",
]

ROOT_URLCONF = "tongxin.config.urls"
WSGI_APPLICATION = "tongxin.config.wsgi.application"
APPEND_SLASH = False

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["tongxin.web.templatetags.ui", "template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "tongxin.web.context.frame",
            ],
        },
    }
]

SQLITE_OPTIONS = {
    # FULL: what was answered survives a power cut. IMMEDIATE: no upgrade of a read lock can fail.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
}


# Pages ask many small questions: compiling one, or starting helpers for it, costs more than its answer.
POSTGRES_OPTIONS = {"options": "-c jit=off -c max_parallel_workers_per_gather=0 -c random_page_cost=1.1"}


def _database() -> dict[str, Any]:
    default = None if PRODUCTION else f"sqlite:///{DATA_DIR / 'tongxin.sqlite3'}"
    database = env.database("TONGXIN_DATABASE_URL", default)
    if database["ENGINE"].endswith("sqlite3"):
        Path(database["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        database["OPTIONS"] = SQLITE_OPTIONS
    else:
        database["OPTIONS"] = {**POSTGRES_OPTIONS, **database.get("OPTIONS", {})}
    return database


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("TONGXIN_STATIC_DIR", str(DATA_DIR / "static")))
if not PRODUCTION:
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Names that carry the hash of what is in them: Django's, and those of the phone's pages.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/dist/assets/|\.[0-9a-f]{12}\.\w+$"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
# Only our own host: the company's other hosts are not ours to bind, nor to put on browsers' lists.
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = False
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = (
    ("__Host-session", "__Host-csrf") if PRODUCTION else ("session", "csrf")
)
TERMINAL_COOKIE_NAME = "__Host-terminal" if PRODUCTION else "terminal"
CSRF_COOKIE_HTTPONLY = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Log-in: the company's own levels (DP-10 and the values used in the field).
ACCOUNT_TRIES = env.number("TONGXIN_ACCOUNT_TRIES", 5)  # wrong passwords in a row, then a pause
ADDRESS_TRIES = env.number("TONGXIN_ADDRESS_TRIES", 30)  # a shift room shares one address
LOCK_MINUTES = env.number("TONGXIN_LOCK_MINUTES", 15)
CODE_HOURS = env.number("TONGXIN_CODE_HOURS", 72)  # a one-time code must be used within
PASSWORD_LEVEL = PasswordLevel(
    least=env.number("TONGXIN_PASSWORD_LEAST", 10),
    classes=env.number("TONGXIN_PASSWORD_CLASSES", 3),
    former=env.number("TONGXIN_PASSWORD_FORMER", 5),
)
SESSION_LEVEL = SessionLevel(
    idle=timedelta(minutes=env.number("TONGXIN_IDLE_MINUTES", 30)),
    absolute=timedelta(hours=env.number("TONGXIN_SESSION_HOURS", 12)),
)
SESSION_COOKIE_AGE = int(SESSION_LEVEL.absolute.total_seconds())
# How many proxies of ours stand in front; each adds one address to X-Forwarded-For.
PROXIES = env.number("TONGXIN_PROXIES", 1 if PRODUCTION else 0)
DEMO_PASSWORD = "Tongxin-2026"  # noqa: S105 - shown on the log-in page, for people of demo companies only

AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS = ["tongxin.access.backend.Backend"]
LOGIN_URL = "/login"
CSRF_FAILURE_VIEW = "tongxin.web.pages.errors.wrong_form"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "tongxin.access.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # see SECURE_HSTS_INCLUDE_SUBDOMAINS

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
