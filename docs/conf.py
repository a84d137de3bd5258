"""How Sphinx builds the documentation: `make docs`."""

project = "Reflect"
author = "The Reflect maintainers"
copyright = "the Reflect maintainers"

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
language = "en"

myst_heading_anchors = 3
linkcheck_ignore = [r"http://localhost"]
linkcheck_timeout = 20
html_theme = "alabaster"
html_theme_options = {
    "description": "How it works, how to run it, and what it promises",
    "font_family": "system-ui, sans-serif",
    "head_font_family": "system-ui, sans-serif",
    "page_width": "1040px",
}
html_static_path = ["static"]
html_css_files = ["pages.css"]
html_show_sourcelink = False
