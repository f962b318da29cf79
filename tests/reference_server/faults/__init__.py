"""Tests of the faults: each does what its story says."""
