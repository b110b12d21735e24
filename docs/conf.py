"""Configuration of Sphinx, which builds these pages."""

from importlib.metadata import metadata

from cprofiles_mock import __version__

project = "cprofiles_mock"
author = "the cprofiles_mock developers"
release = version = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx_copybutton"]
exclude_patterns = ["_build"]

# README.md's headings are linked to by other pages.
myst_heading_anchors = 3
# Prose is written with straight quotes and stays so.
smartquotes = False

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
# Names of other projects are named, not linked: looking them up would need the network.
nitpick_ignore_regex = [("py:.*", r"(?!cprofiles_mock).*")]

# Type variables in signatures; they have no page.
nitpick_ignore = [
    ("py:class", "cprofiles_mock.testing.activation.Decorated"),
    ("py:class", "cprofiles_mock.instruments.assertions.Mine"),
    ("py:class", "cprofiles_mock.instruments.assertions.OneCall"),
]

# A command is copied without its prompt and without what it prints.
copybutton_prompt_text = "$ "

html_theme = "furo"
html_title = f"cprofiles_mock {release}"
html_static_path = ["_static"]
html_css_files = ["style.css"]
# It does something on the fidelity page alone.
html_js_files = ["filter.js"]
html_theme_options = {"navigation_with_keys": True}
# Pages are not served from a place that could show the sources.
html_show_sourcelink = False


def project_urls() -> dict[str, str]:
    """Return the addresses of the project, of which pyproject.toml has the only list."""
    lines = metadata("cprofiles-mock").get_all("Project-URL") or []
    return dict(line.split(", ", 1) for line in lines)


# Until there is an address, pages have no link to their source.
if "Repository" in project_urls():
    html_theme_options |= {
        "source_repository": project_urls()["Repository"],
        "source_branch": "main",
        "source_directory": "docs/",
    }
html_baseurl = project_urls().get("Documentation", "")
