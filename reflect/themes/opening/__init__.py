"""The page that opens themes: one's own team or unit first, then the figures of the places one may see."""
