"""What is required: folder = subject, module = topic, function = one rule."""
