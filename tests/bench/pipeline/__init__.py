"""Measures the whole pipeline against the design that it replaced, with vendors of fixed speed."""
