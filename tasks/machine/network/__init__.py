"""The only door to the network: requests with deadlines, and fetches that stay out of private networks."""
