"""An organisation as large as a country's workforce, to see what grows: invented, sealed under throw-away keys."""
