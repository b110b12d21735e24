"""The service's exceptions, and every wording of an error text.

Where a text was seen in the real service's answers, its source is ``docs/fidelity.md``. The rest
are ours; they stand together here because they will be corrected as true texts become known. There
is a module for each family of resources; all of it is used as ``exceptions.name``.
"""

from .classes import *
from .domains import *
from .integrations import *
from .matching import *
from .object_types import *
from .objects import *
from .profiles import *
from .requests import *
