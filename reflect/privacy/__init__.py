"""Who may do what, and what may be shown: rules about people's words, without a web server or a database."""
