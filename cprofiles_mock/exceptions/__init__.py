"""The service's exceptions, and the error texts that several families or the rules share.

The text that only one family uses is in that family's package. The source of a text that was seen
in the real service's answers is ``docs/fidelity.md``; the rest are ours, and will be corrected as
true texts become known. All names here are used as ``exceptions.name``, so no two modules may
define the same one.
"""

from .classes import *
from .domains import *
from .flow_definitions import *
from .matching import *
from .object_types import *
from .objects import *
from .profiles import *
from .requests import *
from .resources import *
from .uploads import *
