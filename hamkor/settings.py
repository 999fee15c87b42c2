"""Django's settings of one node, derived from its folder (`HAMKOR_NODE`).

Without `HAMKOR_NODE` the settings describe no node: enough for the type checker and for
`makemigrations`, refused by everything that serves people.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from hamkor.languages import OWN_NAMES
from hamkor.node import UNCONFIGURED, Node, load_node

PACKAGE = Path(__file__).parent
NODE: Node = (
    load_node(Path(os.environ["HAMKOR_NODE"])) if os.environ.get("HAMKOR_NODE") else UNCONFIGURED
)
IS_CONFIGURED = NODE is not UNCONFIGURED


def _sqlite(path: str) -> dict[str, Any]:
    """WAL, IMMEDIATE, FULL: a complaint that was acknowledged must survive a loss of power."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                "PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000"
            ),
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }


def _database(node: Node) -> dict[str, Any]:
    url = os.environ.get("HAMKOR_DATABASE_URL") or node.database_url
    if url:
        return _postgresql(url)
    return _sqlite(str(node.folder / "db.sqlite3") if IS_CONFIGURED else ":memory:")


ADDRESS = urlsplit(NODE.address)
SECRET_KEY = NODE.read_secret("django.secret").decode() if IS_CONFIGURED else "no node, no secret"
DEBUG = False
ALLOWED_HOSTS = [
    ADDRESS.hostname or "localhost",
    *(["127.0.0.1", "localhost"] if NODE.is_demo else []),
]
DATABASES = {"default": _database(NODE)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        # A file, not memory: limits on sign-in count over all processes of the node.
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str(NODE.folder / "cache"),
    }
    if IS_CONFIGURED
    else {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "hamkor.audit",
    "hamkor.accounts",
    "hamkor.deadlines",
    "hamkor.keyring",
    "hamkor.evidence",
    "hamkor.exchange",
    "hamkor.persons",
    "hamkor.intake",
    "hamkor.cases",
    "hamkor.assistance",
    "hamkor.gateway",
    "hamkor.web",
    "hamkor.api",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
]
MIDDLEWARE = [
    "hamkor.gateway.shortcut.NodesOnlyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "hamkor.web.bodies.BodyMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hamkor.web.language.OfficeLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hamkor.web.errors.RefusalMiddleware",
]
ROOT_URLCONF = "hamkor.urls"
WSGI_APPLICATION = "hamkor.wsgi.application"
FORM_RENDERER = "hamkor.web.form_renderer.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hamkor.web.context.node",
            ],
        },
    }
]

# English is the language of the source; a missing Tajik sentence must not fall back to Russian.
LANGUAGE_CODE = "en"
LANGUAGES = list(OWN_NAMES.items())
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = ["hamkor.web.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = NODE.time_zone
USE_THOUSAND_SEPARATOR = True
LANGUAGE_COOKIE_NAME = "l"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

AUTH_USER_MODEL = "accounts.Officer"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/office/"
ACCOUNT_ADAPTER = "hamkor.accounts.adapters.OfficerAdapter"
MFA_ADAPTER = "hamkor.accounts.adapters.SecondFactorAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = NODE.is_demo
MFA_TOTP_ISSUER = "Hamkor"

STATIC_URL = "/static/"
STATIC_ROOT = NODE.folder / "static" if IS_CONFIGURED else PACKAGE.parent / "build" / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

IS_HTTPS = ADDRESS.scheme == "https"
# Two offices on one machine share the host name, and browsers do not keep ports apart.
COOKIE_SUFFIX = f"{ADDRESS.port}" if NODE.is_demo else ""
SESSION_COOKIE_NAME = f"s{COOKIE_SUFFIX}"
CSRF_COOKIE_NAME = f"c{COOKIE_SUFFIX}"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
# Nothing to other sites. "no-referrer" would make browsers hide the origin from us too, and every
# form would be refused as if another site had sent it.
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "hamkor.web.errors.csrf_failure"
HAMKOR_QUICK_EXIT_URL = "/leave/"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin" if IS_HTTPS else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# A longer message than fits one post arrives chunk by chunk; one longer than a row should be lies
# in a file.
MAX_FRAME_BYTES = 8 * 1024**3
ONE_POST_BYTES = 8 * 1024**2
INLINE_FRAME_BYTES = 128 * 1024
# Below this much free space on its disk a node asks other offices to come back later.
MIN_FREE_BYTES = 512 * 1024**2
MAX_ATTACHMENT_BYTES = 50 * 1024 * 1024
MAX_ATTACHMENTS = 50
# All files of one complaint together; one post brings at most two of the largest.
MAX_COMPLAINT_BYTES = 500 * 1024 * 1024
MAX_BODY_BYTES = 2 * MAX_ATTACHMENT_BYTES + DATA_UPLOAD_MAX_MEMORY_SIZE

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"hamkor": {"level": "INFO"}},
}
SITE_NAME = _("Hamkor")
