"""Local servers that speak the vendors' wire formats: real HTTP on 127.0.0.1, with strict request validation."""
