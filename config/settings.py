"""Settings, read from the environment; every variable is listed in docs/RUNNING.md.

Nothing set means a development machine: SQLite under var/, mails written to var/mails. `JALON_PRODUCTION=1` asks for a
secret key and host names, and turns on every transport protection.
"""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.databases import postgresql, sqlite


def flag(name: str) -> bool:
    return os.environ.get(name, "") in {"1", "true", "yes"}


def required(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} must be set when JALON_PRODUCTION=1")
    return value


def language_code(language: str) -> str:
    """The code Django knows that language by: British English, for it puts the day before the month as French does."""
    codes = {"fr": "fr", "en": "en-gb"}
    if language not in codes:
        raise ImproperlyConfigured(f"JALON_LANGUAGE is “{language}”: the site speaks {' or '.join(codes)}.")
    return codes[language]


BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("JALON_VAR", BASE_DIR / "var"))
PRODUCTION = flag("JALON_PRODUCTION")
DEMO = flag("DEMO") and not PRODUCTION
DEBUG = flag("JALON_DEBUG") and not PRODUCTION

SECRET_KEY = required("JALON_SECRET_KEY") if PRODUCTION else "development-only-" + "x" * 50
ALLOWED_HOSTS = required("JALON_HOSTS").split(",") if PRODUCTION else ["127.0.0.1", "localhost", "testserver"]
SITE_URL = os.environ.get("JALON_SITE_URL", "http://127.0.0.1:8000").rstrip("/")

# "state" shows the State's own marks (Marianne, its typeface): for sites of the State only.
BRANDING = os.environ.get("JALON_BRANDING", "neutral")
LAB_NAME = os.environ.get("JALON_LAB_NAME", "Lab-O")
LAB_TAGLINE = "Laboratoire d’innovation publique en Occitanie"
LAB_IDENTITY = Path(os.environ.get("JALON_LAB", BASE_DIR / "config" / "lab.toml"))
# Named by the legal pages: who answers, who publishes, who hosts.
CONTACT_EMAIL = os.environ.get("JALON_CONTACT_EMAIL", "contact@lab-o.example")
PUBLISHER = os.environ.get("JALON_PUBLISHER", "Lab-O (laboratoire de démonstration)")
HOSTING = os.environ.get("JALON_HOSTING", "machine de démonstration")

INSTALLED_APPS = [
    "config",
    "lab",
    "audit",
    "followup",
    "decisions",
    "copil",
    "scoring",
    "dossiers",
    "workflow",
    "notifications",
    "accounts",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "guardian",
    "dsfr",
    "widget_tweaks",
    "django_htmx",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Deny by default: a page is open to strangers only when its view says so.
    "config.middleware.SignInFirst",
    # Whatever an auditor is given is noted (docs/adr/0044-consultations.md).
    "audit.consultations.noting.Noting",
    "django.contrib.messages.middleware.MessageMiddleware",
    "config.middleware.no_blank_page",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

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
                "config.context.site",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "config.templatetags.jalon",
                "config.templatetags.pages",
                "config.templatetags.form_tags",
                "config.templatetags.tables",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# -- database -----------------------------------------------------------------
# PGDATABASE chooses PostgreSQL.
_named = os.environ.get("PGDATABASE")
DATABASES = {"default": postgresql(_named) if _named else sqlite(VAR_DIR / "jalon.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- people -------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_FORMS = {"signup": "accounts.forms.SignupForm"}
ANONYMOUS_USER_NAME = None  # guardian: nobody anonymous holds a permission
GUARDIAN_MONKEY_PATCH_USER = False

# -- language and time -----------------------------------------------------------
# One language an installation, never a visitor's: what verbs write is evidence (docs/adr/0016-one-language.md).
LANGUAGES = [("fr", "Français"), ("en-gb", "English")]
LANGUAGE_CODE = language_code(os.environ.get("JALON_LANGUAGE") or "fr")
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

# -- files --------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "dossiers.files.storage.SyncedStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
# Manifest storage rewrites the files, so the package's own checksums would make browsers drop them.
DSFR_USE_INTEGRITY_CHECKSUMS = False

# -- joined files ---------------------------------------------------------------
# Sizes are in bytes, a megabyte being a million of them, as the sentences that tell the limits say it.
FILE_MAX_BYTES = int(os.environ.get("JALON_FILE_MB", "20")) * 1_000_000
DOSSIER_MAX_BYTES = int(os.environ.get("JALON_DOSSIER_MB", "100")) * 1_000_000
DOSSIER_MAX_FILES = int(os.environ.get("JALON_DOSSIER_FILES", "50"))
FILE_UPLOAD_HANDLERS = [
    "dossiers.files.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750
# clamd's socket (a path) or host:port. Nothing set: files stay "non analysé", and the challenge waits for them.
CLAMD = os.environ.get("JALON_CLAMD", "")

# -- seal -----------------------------------------------------------------------
# The lab's key signs the daily heads of the log and its acts: a PKCS#12 file, or a device (PKCS#11) that keeps it.
SEAL_P12 = os.environ.get("JALON_SEAL_P12", "")
SEAL_PKCS11_MODULE = os.environ.get("JALON_SEAL_PKCS11_MODULE", "")
SEAL_PKCS11_TOKEN = os.environ.get("JALON_SEAL_PKCS11_TOKEN", "")
SEAL_PKCS11_LABEL = os.environ.get("JALON_SEAL_PKCS11_LABEL", "")
SEAL_PASSWORD = os.environ.get("JALON_SEAL_PASSWORD", "")  # of the file, or the device's PIN
# An authority that stamps (RFC 3161) what the key has signed.
TSA_URL = os.environ.get("JALON_TSA_URL", "")
TSA_USER = os.environ.get("JALON_TSA_USER", "")
TSA_PASSWORD = os.environ.get("JALON_TSA_PASSWORD", "")
# A PEM file: the certificates on whose word signatures and stamps are believed.
TRUSTED_CERTIFICATES = os.environ.get("JALON_TRUSTED_CERTIFICATES", "")
# Where each head of the log is written as files, to be copied where nobody can write again.
ANCHORS_DIR = Path(os.environ.get("JALON_ANCHORS", VAR_DIR / "anchors"))
# Where the archives of controls are written, and kept some days; shared by all the machines of the site.
EXPORTS_DIR = Path(os.environ.get("JALON_EXPORTS", VAR_DIR / "exports"))

# -- cache --------------------------------------------------------------------
# Sign-in attempts are counted there: shared by all the processes of the site in production.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "config_cache"}
    if PRODUCTION
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
# How many proxies of ours stand before the site: whose word is taken for a visitor's address.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("JALON_PROXIES", "1" if PRODUCTION else "0"))

# -- mail and tasks -----------------------------------------------------------
EMAIL_HOST = os.environ.get("JALON_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("JALON_SMTP_PORT", "25"))
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = VAR_DIR / "mails"
#: How many mails a person gets within an hour before the others leave as one.
MAILS_AN_HOUR = int(os.environ.get("JALON_MAILS_AN_HOUR", "5"))
DEFAULT_FROM_EMAIL = os.environ.get("JALON_FROM_EMAIL", "ne-pas-repondre@lab-o.example")
#: Where what could not be delivered comes back, each mail to an address of its own: retours+<token>@lab-o.example.
BOUNCE_EMAIL = os.environ.get("JALON_BOUNCE_EMAIL", "")
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# -- protections --------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    CSRF_TRUSTED_ORIGINS = [SITE_URL]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO" if PRODUCTION else "WARNING"},
}
