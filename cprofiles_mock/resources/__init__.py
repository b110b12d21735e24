"""The families of resources, one module or package each.

Importing this package imports every module below it, which registers the handlers. Families are
found by looking, not by a list, so that a new one is one new file.
"""

from importlib import import_module
from pkgutil import walk_packages

for _module in sorted(each.name for each in walk_packages(__path__, f"{__name__}.")):
    import_module(_module)
