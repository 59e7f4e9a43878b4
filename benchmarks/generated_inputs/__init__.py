"""Odd input, generated from a seed, through everything by which people bring something in.

Usage: .venv/bin/python -m benchmarks.generated_inputs [--seed 1] [--count 10000] [--smoke]
"""
