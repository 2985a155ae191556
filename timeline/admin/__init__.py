"""The desk: Django's own admin, shaped as an editor thinks."""
