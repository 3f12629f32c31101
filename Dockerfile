# syntax=docker/dockerfile:1
# One image for every process; the command says which. It runs as a user without rights and keeps its data in
# /var/lib/formulary.

FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install --quiet --require-hashes -r requirements.txt

FROM python:3.11-slim
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin formulary \
    && install -d -o formulary -g formulary /var/lib/formulary
COPY --from=build /venv /venv
WORKDIR /app
COPY manage.py ./
COPY config config
COPY cms cms
COPY home home
COPY medications medications
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production \
    VAR_DIR=/var/lib/formulary \
    BIND_HOST=0.0.0.0 \
    PORT=8000 \
    LOG_FORMAT=json
# The values are read and thrown away: collecting files needs settings, no secret and no server.
RUN SECRET_KEY=unused ALLOWED_HOSTS=unused REDIS_URL=redis://unused VAR_DIR=/tmp python manage.py collectstatic --noinput
USER formulary
VOLUME /var/lib/formulary
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["python", "-m", "config.probe", "web"]
CMD ["python", "-m", "config.web"]
