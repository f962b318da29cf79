"""Small real applications, each as its runtime would have it."""
