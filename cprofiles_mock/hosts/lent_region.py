"""A region that the environment lends: it counts where no configuration file names one.

botocore reads ``AWS_DEFAULT_REGION`` before its files. A default put there would thus replace the
region of a profile that a session names, such as ``boto3.Session(profile_name="eu")``, which the
same code has without the mock. Programs that read the variable, and child processes, need it there.
"""

from __future__ import annotations

import functools
import os
from typing import Any

from botocore.exceptions import ConfigParseError, ProfileNotFound
from botocore.session import Session

#: The variable from which botocore reads the region.
VARIABLE = "AWS_DEFAULT_REGION"


class LentRegion:
    """The region that is lent, if any; while one is, sessions look into their files first."""

    def __init__(self) -> None:
        self._region: str | None = None
        self._original: Any = None

    def lend(self, region: str | None) -> None:
        """Say that the variable's present value is only lent; None if it is not."""
        self._region = region
        if (region is None) == (self._original is None):
            return
        patched: Any = Session
        if region is None:
            patched.get_config_variable, self._original = self._original, None
        else:
            self._original = Session.get_config_variable
            patched.get_config_variable = _files_first(self._original)

    def in_force(self) -> bool:
        """Whether the variable has the lent value; whoever sets another one means it."""
        return self._region is not None and os.environ.get(VARIABLE) == self._region


lent_region = LentRegion()


def _files_first(original: Any) -> Any:
    @functools.wraps(original)
    def get_config_variable(session: Session, logical_name: str, methods: Any = None) -> Any:
        if logical_name != "region" or methods is not None or not lent_region.in_force():
            return original(session, logical_name, methods)
        # What was given to the session itself comes before both.
        if session.instance_variables().get("region") is not None:
            return original(session, logical_name)
        return region_in_files(session) or original(session, logical_name)

    return get_config_variable


def region_in_files(session: Session) -> str | None:
    """The region of the session's profile in the configuration files, or None."""
    try:
        return session.get_scoped_config().get("region") or None
    except (ProfileNotFound, ConfigParseError):
        # AWS_PROFILE names no profile, or the file is broken. botocore reports this to the code
        # that creates a client; nothing else needs a region.
        return None
