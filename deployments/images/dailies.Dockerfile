# Two images: `runtime` for the Prefect server, workers and deploying, and `encode` for a worker with an NVIDIA GPU.
# The application runs from its checkout in /app; only requirements.lock is installed.
#
#     docker build -f deployments/images/dailies.Dockerfile --target runtime -t dailies .

FROM python:3.12-slim-bookworm AS runtime

# libegl1 and libgl1 are for drawing, gcc for the small resampler that each host compiles.
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

# An image has no .env: its settings come from the container's environment. OPENBLAS_NUM_THREADS: see prefect.yaml.
ENV PYTHONPATH=/app \
    PYTHONUNBUFFERED=1 \
    OPENBLAS_NUM_THREADS=1 \
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
# Debian's ffmpeg can encode on the GPU; the one in the Python package cannot.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends ffmpeg \
    && rm -rf /var/lib/apt/lists/*

# What NVIDIA's container runtime mounts into the container: `video` is the encoder.
ENV DAILIES_FFMPEG=/usr/bin/ffmpeg \
    NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility,video

USER 10001
CMD ["prefect", "worker", "start", "--type", "process", "--pool", "encode-hw", "--with-healthcheck"]
