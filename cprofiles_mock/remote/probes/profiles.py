"""Probes of profiles: what may be written, and what is merged."""

from __future__ import annotations

from .probe import Probe, call, profile, read

_NOBODY = "f" * 32

PROBES = (
    Probe(
        "EngagementPreferences are merged list by list",
        [
            call(
                "UpdateProfile",
                ProfileId="<profile>",
                EngagementPreferences={
                    "Email": [{"KeyName": "EmailAddress", "KeyValue": "b@example.com"}]
                },
            ),
            read(),
        ],
        [
            profile(
                EngagementPreferences={
                    "Phone": [{"KeyName": "PhoneNumber", "KeyValue": "+12065550100"}],
                    "Email": [{"KeyName": "EmailAddress", "KeyValue": "a@example.com"}],
                }
            )
        ],
    ),
    Probe(
        "Gender with GenderString, PartyType with PartyTypeString",
        [
            profile(Gender="FEMALE", GenderString="w", PartyType="OTHER", PartyTypeString="club"),
            read(),
        ],
    ),
    Probe(
        "The refusal of a larger one, and its text",
        [call("CreateProfile", Attributes={f"a{n:04}": "x" * 250 for n in range(1024)})],
    ),
    Probe("The Code there is `404`", [call("BatchGetProfile", ProfileIds=[_NOBODY])]),
    Probe(
        "An identifier that is given twice", [read("profile", "profile")], [profile(LastName="a")]
    ),
)
