"""Where and when the flows run: server, workers, schedules and automations."""
