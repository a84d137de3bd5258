"""What everything else stands on: settings, errors, the clock and ids. Nothing of ours lies below."""
