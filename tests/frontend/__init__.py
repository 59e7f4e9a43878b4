"""Tests of the front end: colours, weight, components, forms, drawings."""
