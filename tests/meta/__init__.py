"""What holds for every rule, every fault and every file."""
