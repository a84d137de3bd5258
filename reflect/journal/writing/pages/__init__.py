"""The pages that somebody writes on, whichever address leads to them."""
