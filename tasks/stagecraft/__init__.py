"""What makes a plain function a stage: caching, retries, telemetry. The only floor of `tasks` that knows Prefect."""
