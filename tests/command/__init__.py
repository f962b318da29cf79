"""The command as a user meets it: run as a process, judged by its output, its exit code and its files."""
