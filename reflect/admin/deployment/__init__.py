"""How this deployment is set: looked at in a page, changed where it runs."""
