"""The page in headless Chromium. Runs in an environment of its own: ``tox -e browser``."""
