"""How fast, as ratios to a reference in the same interleaved run: on a shared machine, times alone mean little."""
