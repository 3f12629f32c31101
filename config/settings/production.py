"""Behind a TLS proxy, on PostgreSQL and Redis, with every secret from outside."""

from config.env import InvalidEnvironment, env
from config.settings.base import *

if not env.secret_key:
    raise InvalidEnvironment("SECRET_KEY is required with config.settings.production")
if not env.allowed_hosts:
    raise InvalidEnvironment(
        "ALLOWED_HOSTS is required with config.settings.production: host names, by commas"
    )

SECRET_KEY = env.secret_key
ALLOWED_HOSTS = list(env.allowed_hosts)
CSRF_TRUSTED_ORIGINS = list(env.csrf_trusted_origins)

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.behind_https_proxy
SECURE_SSL_REDIRECT = env.behind_https_proxy
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.behind_https_proxy else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if env.behind_https_proxy else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.behind_https_proxy
SECURE_HSTS_PRELOAD = env.behind_https_proxy
SECURE_REFERRER_POLICY = "same-origin"
