"""Tests of the library that the rules are written in."""
