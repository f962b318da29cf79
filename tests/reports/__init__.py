"""Tests of the run model, the gate and every writer."""
