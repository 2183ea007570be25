"""Captions: words set in a typeface, drawn once, and blended into every frame that shows them."""
