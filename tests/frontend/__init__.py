"""Tests of the look: colours, weight, pieces, forms, drawings."""
