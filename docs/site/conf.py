"""Sphinx's settings for the site; `build.py` copies the pages beside this file's copy and runs Sphinx on them."""

import nnplay

project = "nnplay"
author = "the nnplay contributors"
copyright = author
version = release = nnplay.__version__

extensions = ["myst_parser", "sphinx_copybutton", "mathml"]
myst_enable_extensions = ["colon_fence", "dollarmath", "attrs_block", "attrs_inline"]
myst_heading_anchors = 4
root_doc = "index"
exclude_patterns = []
nitpicky = False
math_renderer = "mathml"
python_maximum_signature_line_length = 76
python_trailing_comma_in_multi_line_signatures = False
add_module_names = False
toc_object_entries_show_parents = "hide"
highlight_language = "text"
smartquotes = False  # `--option` stays as it is typed

html_theme = "furo"
html_title = "nnplay"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_favicon = "static/logo.svg"
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_show_copyright = False
pygments_style = "default"
pygments_dark_style = "github-dark"
copybutton_prompt_text = r">>> |\.\.\. "
copybutton_prompt_is_regexp = True
copybutton_selector = "div:not(.highlight-text) > div.highlight > pre"
html_theme_options = {
    "light_logo": "logo.svg",
    "dark_logo": "logo.svg",
    "light_css_variables": {
        "color-brand-primary": "#0b5c8f",
        "color-brand-content": "#0b66a0",
        "color-brand-visited": "#0b66a0",
    },
    "dark_css_variables": {
        "color-brand-primary": "#6bbcec",
        "color-brand-content": "#6bbcec",
        "color-brand-visited": "#6bbcec",
    },
}
