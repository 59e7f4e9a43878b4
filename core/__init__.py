"""What every other app builds on; a folder of small Django apps (see README.md)."""
