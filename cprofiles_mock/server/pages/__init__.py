"""The server's pages for a browser: read-only views of the mock's state and calls.

``site`` finds the page for a request; ``reading`` copies what the page shows from the state;
``rendering``, ``json_layout`` and the templates turn that into HTML, without access to the state.
"""
