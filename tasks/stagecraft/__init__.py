"""Turns plain functions into stages: caching, retries, telemetry. The only layer of `tasks` that imports Prefect."""
