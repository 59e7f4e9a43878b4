"""Uploaded files and pictures: how they are checked, stored and served."""
