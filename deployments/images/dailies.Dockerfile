# Two images: `runtime` for one short, the Prefect server, workers and deploying, and `encode` for a worker with an NVIDIA
# GPU. The application runs from its checkout in /app; only requirements.lock is installed.
#
#     docker build -f deployments/images/dailies.Dockerfile --target runtime -t dailies:runtime .
#     docker run --rm --user "$(id -u):$(id -g)" -v "$PWD/out:/out" dailies:runtime short

FROM python:3.12.12-slim-bookworm@sha256:593bd06efe90efa80dc4eee3948be7c0fde4134606dd40d8dd8dbcade98e669c AS runtime

# libegl1 and libgl1 are for drawing, gcc for the small resampler that each host compiles. Any user may write to the home
# (mode 1777), because `docker run --user` gives a short's files to whoever asked for it.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends gcc libc6-dev libegl1 libgl1 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --home-dir /var/lib/dailies dailies \
    && install -d -o dailies -g dailies -m 1777 /app/out /var/lib/dailies

WORKDIR /app
COPY requirements.lock ./
# The second pip adds what only this platform needs, which the lock cannot know.
RUN pip install --no-cache-dir --disable-pip-version-check --no-deps --require-hashes -r requirements.lock \
    && sed 's/ --hash.*//' requirements.lock > /tmp/pins.txt \
    && pip install --no-cache-dir --disable-pip-version-check -r /tmp/pins.txt
COPY prefect.yaml pyproject.toml ./
COPY tasks tasks
COPY flows flows
COPY deployments deployments

# An image has no .env: its settings come from the container's environment. Workers and
# their runs need the same as on other hosts: deployments/workers.py.
# DAILIES_EPHEMERAL: tasks/stagecraft/daily/forgetting.py. HOME and USER: a user of `docker run --user` has neither.
ENV PYTHONPATH=/app \
    PYTHONUNBUFFERED=1 \
    OPENBLAS_NUM_THREADS=1 \
    PREFECT_FLOWS_HEARTBEAT_FREQUENCY=30 \
    PREFECT_WORKER_QUERY_SECONDS=10 \
    PREFECT_WORKER_HEARTBEAT_SECONDS=15 \
    HOME=/var/lib/dailies \
    USER=dailies \
    DAILIES_CHECKOUT=/app \
    DAILIES_HOME=/var/lib/dailies \
    DAILIES_ENV_FILE="" \
    DAILIES_EPHEMERAL=1 \
    PREFECT_HOME=/var/lib/dailies/prefect \
    PREFECT_LOCAL_STORAGE_PATH=/var/lib/dailies/results \
    PREFECT_SERVER_ANALYTICS_ENABLED=false

# Workers in containers keep the runs' logs to our lines, as those that `up` starts do.
RUN python -c "from tasks.stagecraft.quiet import logging_config; print(logging_config())" > /app/logging.yml
ENV PREFECT_LOGGING_CONFIG_PATH=/app/logging.yml

USER 10001
VOLUME ["/var/lib/dailies", "/app/out"]
ENTRYPOINT ["sh", "/app/deployments/images/entrypoint.sh"]
CMD ["help"]


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
CMD ["worker", "encode-hw"]
