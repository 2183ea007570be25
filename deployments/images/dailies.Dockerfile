# Two images: `runtime` (the Prefect server, workers, deploying) and `encode` (a worker beside an NVIDIA card).
# The application runs from its checkout in /app; nothing is installed but what requirements.lock names.
#
#     docker build -f deployments/images/dailies.Dockerfile --target runtime -t dailies .

FROM python:3.12-slim-bookworm AS runtime

# libegl1 and libgl1: drawing. gcc: the small resampler that each host compiles for itself.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends gcc libc6-dev libegl1 libgl1 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home dailies \
    && install -d -o dailies -g dailies /app /app/out /var/lib/dailies

WORKDIR /app
COPY requirements.lock ./
RUN pip install --no-cache-dir --disable-pip-version-check -r requirements.lock
COPY prefect.yaml pyproject.toml ./
COPY tasks tasks
COPY flows flows
COPY deployments deployments

# No .env in an image: what it would say comes from the container's environment.
ENV PYTHONPATH=/app \
    PYTHONUNBUFFERED=1 \
    DAILIES_CHECKOUT=/app \
    DAILIES_HOME=/var/lib/dailies \
    DAILIES_ENV_FILE="" \
    PREFECT_HOME=/var/lib/dailies/prefect \
    PREFECT_LOCAL_STORAGE_PATH=/var/lib/dailies/results \
    PREFECT_SERVER_ANALYTICS_ENABLED=false

USER 10001
VOLUME ["/var/lib/dailies", "/app/out"]
CMD ["prefect", "worker", "start", "--type", "process", "--pool", "dailies", "--with-healthcheck"]


FROM runtime AS encode

USER 0
# Debian's ffmpeg speaks to the card; the one among the Python packages does not.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends ffmpeg \
    && rm -rf /var/lib/apt/lists/*

# What NVIDIA's container runtime is to put in: `video` is the encoder.
ENV DAILIES_FFMPEG=/usr/bin/ffmpeg \
    NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility,video

USER 10001
CMD ["prefect", "worker", "start", "--type", "process", "--pool", "encode-hw", "--with-healthcheck"]
