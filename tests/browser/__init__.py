"""Tests of the whole site in Chromium."""
