"""Single sign-on: another system says who somebody is. It never opens a journal."""
