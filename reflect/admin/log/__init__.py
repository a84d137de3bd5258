"""What administrators and commands did."""
