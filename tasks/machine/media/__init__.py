"""Reads and writes media files: pictures, fonts, sound."""
