"""Unusual input, generated from a seed, for every form and import of the site.

Usage: .venv/bin/python -m benchmarks.generated_inputs [--seed 1] [--count 10000] [--smoke]
"""
