"""All network access: requests with deadlines, and fetches that cannot reach private networks."""
