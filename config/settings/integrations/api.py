"""The web API: JSON only, no sessions, so that a response never depends on a cookie."""

from config.env import env

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "UNAUTHENTICATED_USER": None,
    # The API checks ``format`` itself, and says in words what is wrong.
    "URL_FORMAT_OVERRIDE": None,
}

# Which web pages may read the API from a browser; "*" is everyone's, which is right for what is public anyway.
API_CORS_ORIGINS = env.api_cors_origins or ("*",)

# How long caches between here and the readers may keep an answer. Never past the next scheduled change.
API_SHARED_CACHE_SECONDS = 60
API_STALE_WHILE_REVALIDATE_SECONDS = 60
API_STALE_IF_ERROR_SECONDS = 60 * 60
