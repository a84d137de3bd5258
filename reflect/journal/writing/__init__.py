"""Pages on which somebody writes."""
