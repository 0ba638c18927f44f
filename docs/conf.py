"""How Sphinx builds the site (`make docs`). Its source folder is the project's: links work as they do on GitHub."""

project = "Loopmate"
author = "the Loopmate maintainers"
copyright = "2026, the Loopmate maintainers"  # noqa: A001 - Sphinx wants this name

extensions = ["myst_parser"]
include_patterns = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "docs/**.md"]
exclude_patterns = [".venv", ".git", "build", "bot", "handlers", "content", "tests", "tools"]
root_doc = "docs/index"

myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
myst_links_external_new_tab = False
# What Pygments can't tell apart by itself is plain text: transcripts, commands with their results.
highlight_language = "text"
smartquotes = False  # what a page quotes can be searched for as it is printed

html_theme = "furo"
html_title = "Loopmate"
html_copy_source = False
html_show_sourcelink = False
html_additional_pages = {"index": "to_the_start.html"}
templates_path = ["templates"]
html_static_path = ["static"]
html_css_files = ["wide.css"]
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#0072b2", "color-brand-content": "#0072b2"},
    "dark_css_variables": {"color-brand-primary": "#56b4e9", "color-brand-content": "#56b4e9"},
}
