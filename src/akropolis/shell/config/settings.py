"""Settings. Everything that differs between installations comes from the environment; the defaults are safe."""

import os
import secrets
import ssl
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import certifi
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from akropolis.shell.installation.database import database, through_pooler
from akropolis.shell.installation.storage import evidence
from akropolis.shell.installation.variables import Environment

PACKAGE = Path(__file__).resolve().parents[2]
ENVIRONMENT = Environment(os.environ)
DATA_DIR = Path(ENVIRONMENT.text("AKROPOLIS_DATA_DIR", "var")).resolve()
DEBUG = ENVIRONMENT.switch("AKROPOLIS_DEBUG")


def _secret_key() -> str:
    """Return the installation's secret key. If none is stored, return a new one for this process, which
    `init` and `serve` store.
    """
    kept = DATA_DIR / "secret-key"
    given = ENVIRONMENT.secret("AKROPOLIS_SECRET_KEY")
    return given or (kept.read_text() if kept.is_file() else "") or secrets.token_urlsafe(64)


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = ENVIRONMENT.names("AKROPOLIS_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = ENVIRONMENT.names("AKROPOLIS_ORIGINS")
SECURE = ENVIRONMENT.switch("AKROPOLIS_HTTPS")
PROXIES = ENVIRONMENT.networks("AKROPOLIS_PROXIES")

# The lowest first, so that each app's dependencies are ready.
DOMAINS = [
    "people.second_factors",
    "people.integrations",
    "people.organisation",
    "people.federation",
    "shared.clocks",
    "shared.documents",
    "shared.classification",
    "shared.threats",
    "shared.actions",
    "shared.evidence",
    "shared.campaigns",
    "graph.assets",
    "graph.suppliers",
    "graph.compliance",
    "graph.entities",
    "graph.information",
    "graph.offers",
    "graph.blast_radius",
    "graph.risk",
    "graph.risk_decisions",
    "graph.risk_losses",
    "graph.risk_picture",
    "graph.internal_control",
    "graph.risk_sources",
    "graph.risk_workshops",
    "graph.supplier_criticality",
    "graph.agreements",
    "graph.supplier_replies",
    "graph.ai",
    "graph.crypto",
    "assurance.effect_tests",
    "assurance.deviations",
    "assurance.audits",
    "assurance.training",
    "assurance.moments",
    "assurance.patterns",
    "shared.indicators",
    "shared.objectives",
    "assurance.maturity",
    "assurance.follow_up",
    "privacy.processing",
    "privacy.processor_agreements",
    "privacy.processing_record",
    "privacy.processing_sources",
    "privacy.service_objects",
    "privacy.screening",
    "privacy.impact_assessments",
    "privacy.data_requests",
    "privacy.dpo_desk",
    "events.situation_reports",
    "events.incidents",
    "events.intake",
    "events.leadership",
    "events.authority_reports",
    "events.exercises",
    "shared.horizon",
    "shared.year_wheel",
    "review.review",
    "review.review_inputs",
    "review.review_text",
    "review.review_cycle",
    "review.privacy_report",
    "shell.sign_in",
    "shell.home",
]
KERNEL = [
    "kept",
    "registers",
    "exchange",
    "background",
    "watch",
    "deadlines",
    "files",
    "notify",
    "records",
    "workflow",
    "history",
    "access",
]
INSTALLED_APPS = [
    *[f"akropolis.{name}" for name in DOMAINS],
    *[f"akropolis.base.kernel.{name}" for name in KERNEL],
    "akropolis.base.ui",
    "akropolis.shell.config",
    "django_htmx",
    "django_tasks_db",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "akropolis.shell.home.web.proxies.ClientAddressMiddleware",
    "akropolis.shell.home.web.probes.ProbeMiddleware",
    "akropolis.base.kernel.watch.web.requests.WatchedMiddleware",
    "akropolis.base.kernel.registers.api.answers.ApiMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "akropolis.shell.sign_in.web.turning_away.TurningAwayMiddleware",
    "akropolis.base.kernel.background.web.limiting.RequestLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "akropolis.shell.home.web.language.PersonLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "akropolis.base.kernel.access.web.AccessMiddleware",
    "akropolis.base.kernel.cache.middleware.RequestCacheMiddleware",
    "akropolis.shell.sign_in.web.sessions.LastUsedMiddleware",
    "akropolis.shell.sign_in.web.sessions.UnkeptMiddleware",
    "akropolis.shell.sign_in.web.must_have.FirstThingsMiddleware",
    "akropolis.shell.sign_in.web.proving_anew.ProvingMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "akropolis.shell.config.urls"
WSGI_APPLICATION = "akropolis.shell.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "akropolis.shell.home.web.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "akropolis.base.ui.forms.HouseRenderer"

DATABASES = {"default": database(ENVIRONMENT, DATA_DIR)}
# How the processes of `serve` connect to the same database, if not directly.
POOLED = through_pooler(ENVIRONMENT, DATABASES["default"])
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# Whether query results are cached (`kernel.cache`); off only to compare.
QUERY_CACHE = ENVIRONMENT.switch("AKROPOLIS_QUERY_CACHE", "1")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORED_FILES_DIR = DATA_DIR / "files"
# A function (name, content) that gives the name of what it found, or nothing.
FILE_SCANNER = ENVIRONMENT.text("AKROPOLIS_FILE_SCANNER")
# Whether reports without an account are allowed.
OPEN_REPORTS = ENVIRONMENT.switch("AKROPOLIS_OPEN_REPORTS")
OPEN_REQUESTS = ENVIRONMENT.switch("AKROPOLIS_OPEN_REQUESTS")

# The certificate authorities that every TLS connection to another system trusts: sign-in, webhooks, mail, time stamps,
# object storage. Each library reads a variable of its own, so all are given the same file, here and in child processes.
# certifi is Mozilla's list, for a machine whose own store is no single file or that has none.
CA_FILE = ENVIRONMENT.certificates(
    "AKROPOLIS_CA_FILE", ssl.get_default_verify_paths().cafile or certifi.where()
)
os.environ |= dict.fromkeys(("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "AWS_CA_BUNDLE"), CA_FILE)
os.environ["SSL_CERT_DIR"] = os.devnull  # xmlsec1 does not start where it is empty

# The city's identity provider, by which people sign in: by OpenID Connect where there is an issuer, else by SAML where
# there is a file with the provider's metadata. Without either there is none.
OIDC_ISSUER = ENVIRONMENT.text("AKROPOLIS_OIDC_ISSUER")
OIDC_CLIENT_ID = ENVIRONMENT.text("AKROPOLIS_OIDC_CLIENT_ID")
OIDC_CLIENT_SECRET = ENVIRONMENT.secret("AKROPOLIS_OIDC_CLIENT_SECRET")
OIDC_SCOPES = ENVIRONMENT.scopes("AKROPOLIS_OIDC_SCOPES", "openid profile email")
OIDC_LEEWAY = ENVIRONMENT.whole("AKROPOLIS_OIDC_LEEWAY", 60, 300)
OIDC_USERNAME = ENVIRONMENT.text("AKROPOLIS_OIDC_USERNAME_CLAIM", "preferred_username")
OIDC_GROUPS = ENVIRONMENT.text("AKROPOLIS_OIDC_GROUPS_CLAIM", "groups")
SAML_METADATA = ENVIRONMENT.text("AKROPOLIS_SAML_METADATA")
SAML_KEY = ENVIRONMENT.text("AKROPOLIS_SAML_KEY")
SAML_CERTIFICATE = ENVIRONMENT.text("AKROPOLIS_SAML_CERTIFICATE")
SAML_USERNAME = ENVIRONMENT.text("AKROPOLIS_SAML_USERNAME_ATTRIBUTE", "uid")
SAML_NAME = ENVIRONMENT.text("AKROPOLIS_SAML_NAME_ATTRIBUTE", "displayName")
SAML_MAIL = ENVIRONMENT.text("AKROPOLIS_SAML_MAIL_ATTRIBUTE", "mail")
SAML_GROUPS = ENVIRONMENT.text("AKROPOLIS_SAML_GROUPS_ATTRIBUTE", "groups")
SIGN_IN_NAME = ENVIRONMENT.text("AKROPOLIS_SIGN_IN_NAME", "stadens konto")
SIGN_IN_DOMAIN = ENVIRONMENT.text("AKROPOLIS_SIGN_IN_DOMAIN")
SIGN_IN_CREATE = ENVIRONMENT.switch("AKROPOLIS_SIGN_IN_CREATE")

# Who of those with a password here must have a second factor; for how many minutes a proof of who one is counts
# before a decision (0: for as long as the sign-in); and the account that is for the day when no other way in works.
SECOND_FACTOR = ENVIRONMENT.choice("AKROPOLIS_SECOND_FACTOR", ("none", "administrators", "all"), "none")
STEP_UP = timedelta(minutes=ENVIRONMENT.whole("AKROPOLIS_STEP_UP", 0, 720))
BREAK_GLASS = ENVIRONMENT.text("AKROPOLIS_BREAK_GLASS").lower()

# Where to report vulnerabilities: a URL that begins with mailto: or https:.
SECURITY_CONTACT = ENVIRONMENT.contact("AKROPOLIS_SECURITY_CONTACT")
# Where to report accessibility problems; shown in the accessibility statement.
ACCESSIBILITY_CONTACT = ENVIRONMENT.contact("AKROPOLIS_ACCESSIBILITY_CONTACT")

# Who may read /metrics: requests with the token or from these addresses. Without either, /metrics does not exist.
METRICS_TOKEN = ENVIRONMENT.secret("AKROPOLIS_METRICS_TOKEN")
METRICS_FROM = ENVIRONMENT.networks("AKROPOLIS_METRICS_FROM")
# Internal networks that webhooks may be sent to, and whether without TLS.
WEBHOOK_NETWORKS = ENVIRONMENT.networks("AKROPOLIS_WEBHOOK_NETWORKS")
WEBHOOK_HTTP = ENVIRONMENT.switch("AKROPOLIS_WEBHOOK_HTTP")
# Folder of the nightly extract for the data warehouse, and the service account whose permissions it uses.
EXTRACT_DIR = ENVIRONMENT.text("AKROPOLIS_EXTRACT_DIR")
EXTRACT_ACCOUNT = ENVIRONMENT.text("AKROPOLIS_EXTRACT_ACCOUNT").lower()
# Days without a backup after which the administrator is warned; 0 if backups are made outside the product.
BACKUP_DAYS = ENVIRONMENT.number("AKROPOLIS_BACKUP_DAYS", 2)

# Folder, mail recipients and time-stamp authority of the external anchors of the chain.
ANCHOR_DIR = ENVIRONMENT.text("AKROPOLIS_ANCHOR_DIR")
ANCHOR_MAIL = ENVIRONMENT.text("AKROPOLIS_ANCHOR_MAIL")
TIMESTAMP_URL = ENVIRONMENT.text("AKROPOLIS_TIMESTAMP_URL")

# API requests per account and minute, counted by each process; 0 for no limit.
API_PER_MINUTE = ENVIRONMENT.whole("AKROPOLIS_API_PER_MINUTE", 6000, 1_000_000)

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "akropolis.shell.home.web.sign_in.LocalBackend",
    "akropolis.shell.sign_in.web.second_step.CodeBackend",
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_HANDLER = "akropolis.shell.sign_in.web.throttle.Throttle"
AXES_USERNAME_CALLABLE = "akropolis.shell.sign_in.web.throttle.tried_username"
AXES_LOCKOUT_CALLABLE = "akropolis.shell.sign_in.web.sign_in.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "answer", "error", "error_description"]
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
PASSWORD_HASHERS = ["akropolis.base.kernel.access.hashing.OneLaneHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "akropolis.people.organisation.services.password_strength.GuessableValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_ENGINE = "akropolis.base.kernel.access.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SECURE_SSL_REDIRECT = SECURE
# The server speaks plain HTTP to a proxy that ends TLS: without its word every request would be sent round again.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    # Signing out redirects to the city's provider, to sign out there too.
    "form-action": [
        CSP.SELF,
        *([urlsplit(OIDC_ISSUER)._replace(path="", query="").geturl()] if OIDC_ISSUER else []),
    ],
    "frame-ancestors": [CSP.NONE],
}
FILE_UPLOAD_HANDLERS = [
    "akropolis.base.kernel.files.uploads.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

LOCALE_PATHS = [
    PACKAGE / name / "locale" for name in ("shell/config", "shell/installation", "shell/cli", "tools/demo")
]
FORMAT_MODULE_PATH = "akropolis.base.ui.formats"
LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("Swedish")), ("en", _("English"))]
TIME_ZONE = "Europe/Stockholm"
USE_I18N = USE_TZ = True

STATIC_URL = "/static/"
_FOLDER = PACKAGE / "collected"  # made when the wheel is built (scripts/collect.py): a checkout has none
COLLECTED = _FOLDER.is_dir() and not DEBUG
STATIC_ROOT = _FOLDER if COLLECTED else None
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": STORED_FILES_DIR},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
    **evidence(ENVIRONMENT),  # file storage if it is not the data folder
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_ROOT = PACKAGE / "base" / "ui" / "root"  # what is asked for by a name at the top
WHITENOISE_USE_FINDERS = not COLLECTED
WHITENOISE_AUTOREFRESH = DEBUG

_MAIL_TLS = ENVIRONMENT.choice("AKROPOLIS_MAIL_TLS", ("none", "starttls", "tls"), "none")
_MAIL = {
    "host": ENVIRONMENT.text("AKROPOLIS_MAIL_HOST"),
    "port": ENVIRONMENT.port("AKROPOLIS_MAIL_PORT", 25),
    "username": ENVIRONMENT.text("AKROPOLIS_MAIL_USER"),
    "password": ENVIRONMENT.secret("AKROPOLIS_MAIL_PASSWORD"),
    "use_tls": _MAIL_TLS == "starttls",
    "use_ssl": _MAIL_TLS == "tls",
    "timeout": 30,
}
MAILERS: dict[str, Any] = {
    "default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": _MAIL}
    if _MAIL["host"]
    else {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
}
DEFAULT_FROM_EMAIL = ENVIRONMENT.text("AKROPOLIS_MAIL_FROM", "akropolis@localhost")
LOG_FORMAT = ENVIRONMENT.choice("AKROPOLIS_LOG_FORMAT", ("text", "json"), "text")
LOG_LEVEL = ENVIRONMENT.choice("AKROPOLIS_LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "WARNING")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "faults": {"()": "akropolis.base.kernel.access.faults.InOneLine"},
        "visitors": {"()": "akropolis.base.kernel.watch.log.OneLine"},
    },
    "formatters": {
        "text": {"()": "akropolis.base.kernel.watch.log.TextFormatter"},
        "json": {"()": "akropolis.base.kernel.watch.log.Json"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["faults", "visitors"],
            "formatter": LOG_FORMAT,
        }
    },
    "loggers": {
        "akropolis.sign_in": {"level": "INFO"},  # sign-ins are logged whatever the level of the rest
        "akropolis.operation": {"level": "INFO"},  # so are starts and upkeep
        "akropolis.access": {"level": "INFO" if LOG_FORMAT == "json" else "WARNING"},
        "akropolis": {"level": LOG_LEVEL},
        "axes": {"level": "ERROR"},  # it logs the same in more lines, without name and address
        "saml2": {"level": "CRITICAL"},  # at ERROR it writes whole assertions
    },
    # Libraries log only errors, whatever the level: below WARNING they write identities and documents.
    "root": {"handlers": ["console"], "level": "ERROR" if LOG_LEVEL == "ERROR" else "WARNING"},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
