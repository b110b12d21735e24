"""``python -m cprofiles_mock``: the command line."""

from .cli import main

raise SystemExit(main())
