"""Configuration of Sphinx, which builds these pages."""

from cprofiles_mock import __version__

project = "cprofiles_mock"
author = "the cprofiles_mock developers"
release = version = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["_build"]

# README.md's headings are linked to by other pages.
myst_heading_anchors = 3
# Prose is written with straight quotes and stays so.
smartquotes = False

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
# Names of other projects are named, not linked: looking them up would need the network.
nitpick_ignore_regex = [("py:.*", r"(?!cprofiles_mock).*")]

# A type variable in the signature of the decorator; it has no page.
nitpick_ignore = [("py:class", "cprofiles_mock.testing.activation.Decorated")]

html_theme = "alabaster"
html_theme_options = {
    "description": "A mock of Amazon Connect Customer Profiles, in process",
    "fixed_sidebar": True,
    "page_width": "1040px",
}
# Pages are not served from a place that could show the sources.
html_show_sourcelink = False
