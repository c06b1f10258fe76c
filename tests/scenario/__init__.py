"""Scenarios: what samkat does with bad input, one folder a risk. See run.py."""
