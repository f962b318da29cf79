"""Tests of the browser, in a real one."""
