"""The page in the browser on the running server: what the mock holds, to be read, never changed.

``site`` says which page a request means; ``reading`` copies from the state what the page shows;
``rendering``, ``json_layout`` and the templates turn that into HTML, and know no state.
"""
