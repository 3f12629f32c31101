"""A desk, and the demo: nothing to install or collect, debugging off, so that what is seen is what runs elsewhere."""

import contextlib
import secrets

from config.env import env
from config.settings.base import *


def _kept_secret_key() -> str:
    """A key made once and kept in `VAR_DIR`, so that logins outlive a restart. Another process may make it first."""
    path = env.var_dir / "secret_key"
    env.var_dir.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        own = path.with_name(f"secret_key.{secrets.token_hex(4)}")
        own.touch(mode=0o600)
        own.write_text(secrets.token_urlsafe(64))
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(own)
        own.unlink()
    return path.read_text()


SECRET_KEY = env.secret_key or _kept_secret_key()
ALLOWED_HOSTS = list(env.allowed_hosts) or ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = list(env.csrf_trusted_origins)

# Static files straight from the packages, so that there is no collectstatic to run.
WHITENOISE_USE_FINDERS = True
STATIC_ROOT = str(env.var_dir / "static")
(env.var_dir / "static").mkdir(exist_ok=True)  # WhiteNoise warns where it is missing
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DEMO_CONTENT_ALLOWED = True
# The demo's passwords are short.
AUTH_PASSWORD_VALIDATORS = []
