"""Measurements, one module each, run by ./run bench NAME [--json]. report.py is the form they are told in."""
