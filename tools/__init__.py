"""The project's tools; the site imports none of them."""
