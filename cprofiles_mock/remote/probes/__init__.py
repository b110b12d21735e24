"""The probes: for each statement that is a choice and can be asked about, the calls that ask.

A module has the probes of the rows below one or a few headings of the fidelity page. Add a probe
there when a choice is added; ``tests/remote`` lists the rows that have none, with the reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import (
    calculated_attributes,
    calculated_values,
    domains,
    errors,
    events,
    integrations,
    layouts,
    matching,
    merging,
    object_types,
    objects,
    profiles,
    recommenders,
    search,
    segments,
    standard_objects,
    templates,
    uploads,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .probe import Probe

PROBES: Sequence[Probe] = (
    *errors.PROBES,
    *domains.PROBES,
    *events.PROBES,
    *uploads.PROBES,
    *profiles.PROBES,
    *recommenders.PROBES,
    *search.PROBES,
    *object_types.PROBES,
    *objects.PROBES,
    *standard_objects.PROBES,
    *templates.PROBES,
    *integrations.PROBES,
    *layouts.PROBES,
    *merging.PROBES,
    *matching.PROBES,
    *calculated_attributes.PROBES,
    *calculated_values.PROBES,
    *segments.PROBES,
)
