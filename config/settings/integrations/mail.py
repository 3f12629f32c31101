"""Mail by SMTP where `SMTP_HOST` is set; else it is printed in the log of the process that sends it."""

from config.env import env

DEFAULT_FROM_EMAIL = env.default_from_email
SERVER_EMAIL = env.default_from_email
EMAIL_TIMEOUT = 10
if env.smtp_host:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = env.smtp_host
    EMAIL_PORT = env.smtp_port
    EMAIL_HOST_USER = env.smtp_user
    EMAIL_HOST_PASSWORD = env.smtp_password
    EMAIL_USE_TLS = True
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
