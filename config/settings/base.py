"""What is true wherever Formulary runs."""

from config.settings.integrations.api import *
from config.settings.integrations.auth import *
from config.settings.integrations.cache import *
from config.settings.integrations.celery import *
from config.settings.integrations.database import *
from config.settings.integrations.logging import *
from config.settings.integrations.mail import *
from config.settings.integrations.purging import *
from config.settings.integrations.search import *
from config.settings.integrations.storage import *
from config.settings.integrations.wagtail import *

DEBUG = False
# load_demo creates logins whose password is public; a desk and the tests may have them.
DEMO_CONTENT_ALLOWED = False
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

# Ours stand first: cms.publishing replaces Wagtail's publish_scheduled command, and the first app that has it wins.
INSTALLED_APPS = [
    "medications",
    "home",
    "cms.api",
    "cms.related",
    "cms.editions",
    "cms.calendar",
    "cms.releases",
    "cms.purging",
    "cms.images",
    "cms.publishing",
    "cms.events",
    "cms.core",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.api.v2",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "rest_framework",
    "drf_spectacular_sidecar",
    "django_linear_migrations",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "config.health.answer_probes",
    "cms.api.middleware.read_for_everyone",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Nothing below concerns those who read pages.
    "cms.api.middleware.answer_known",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "cms.publishing.middleware.PublishRefusedMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# The admin's form for a long page has thousands of fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
# The admin shows previews in frames of its own, which W019 would forbid.
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019"]
