"""Tests of the reference server: real processes over real TLS, and its faults."""
