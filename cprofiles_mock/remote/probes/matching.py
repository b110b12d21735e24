"""Probes of identity resolution and of rule-based matching."""

from __future__ import annotations

from typing import Any

from .probe import Call, Probe, call, profile, read

_ADDRESS = {"Address1": "1 Main St", "City": "Lima"}


def _rules(*levels: list[str], **members: Any) -> dict[str, Any]:
    """The settings of a new domain with those rules, which are at work at once."""
    rules = {"Enabled": True, "MatchingRules": [{"Rule": level} for level in levels], **members}
    return {"RuleBasedMatching": rules}


def _selected(**selector: Any) -> dict[str, Any]:
    return {"AttributeTypesSelector": {"AttributeMatchingModel": "MANY_TO_MANY", **selector}}


def _similar(of: str, match_type: str = "RULE_BASED_MATCHING", key: str = "profileId") -> Call:
    return call("GetSimilarProfiles", MatchType=match_type, SearchKey=key, SearchValue=f"<{of}>")


def _preview(*attributes: str) -> Call:
    return call(
        "GetAutoMergingPreview",
        Consolidation={"MatchingAttributesList": [list(attributes)]},
        ConflictResolution={"ConflictResolvingModel": "RECENCY"},
    )


_MATCHES = call("ListRuleBasedMatches")

PROBES = (
    Probe("GetMatches before Matching is enabled", [call("GetMatches")]),
    Probe(
        "An attribute that profiles do not have is refused",
        [
            _preview("None"),
            call(
                "UpdateDomain",
                Matching={
                    "Enabled": True,
                    "AutoMerging": {
                        "Enabled": True,
                        "Consolidation": {"MatchingAttributesList": [["None"]]},
                    },
                },
            ),
        ],
        settings={"Matching": {"Enabled": True}},
    ),
    Probe(
        "SOURCE without a SourceName is recency",
        [
            call(
                "UpdateDomain",
                Matching={
                    "Enabled": True,
                    "AutoMerging": {
                        "Enabled": True,
                        "Consolidation": {"MatchingAttributesList": [["EmailAddress"]]},
                        "ConflictResolution": {"ConflictResolvingModel": "SOURCE", **source},
                    },
                },
            )
            for source in ({}, {"SourceName": "none"})
        ],
    ),
    Probe(
        "The results of rule-based matching are written nowhere",
        [
            call(
                "UpdateDomain",
                RuleBasedMatching={
                    "Enabled": True,
                    "MatchingRules": [{"Rule": ["EmailAddress"]}],
                    "ExportingConfig": {
                        "S3Exporting": {"S3BucketName": "no-such-bucket-of-a-probe"}
                    },
                },
            ),
            call("GetDomain"),
        ],
    ),
    Probe(
        "The bucket is not looked for until a job writes to it",
        [
            call(
                "UpdateDomain",
                Matching={
                    "Enabled": True,
                    "ExportingConfig": {
                        "S3Exporting": {"S3BucketName": "no-such-bucket-of-a-probe"}
                    },
                },
            )
        ],
    ),
    Probe(
        "GetSimilarProfiles takes matchId and profileId in any case",
        [_similar("one", key=key) for key in ("profileId", "PROFILEID", "ProfileId", "other")],
        [
            profile("one", EmailAddress="a@example.com"),
            profile("two", EmailAddress="a@example.com"),
        ],
        _rules(["EmailAddress"]),
    ),
    Probe(
        "Compared as search compares; street lines without case",
        [_similar("one"), _similar("two"), _similar("three")],
        [
            profile("one", EmailAddress="A@example.com", Address=_ADDRESS),
            profile("two", EmailAddress="a@example.com", Address={**_ADDRESS, "Address1": "x"}),
            profile("three", Address={"Address1": "1 MAIN st", "City": "Cusco"}),
        ],
        _rules(["EmailAddress"], ["Address.Address"]),
    ),
    Probe(
        "BusinessAddress is the profile's BillingAddress",
        [_similar("one"), _similar("three")],
        [
            profile("one", BillingAddress=_ADDRESS),
            profile("two", Address=_ADDRESS),
            profile("three", MailingAddress={"City": "Cusco"}),
            profile("four", Address={"City": "Cusco"}),
        ],
        _rules(
            ["Address.City"],
            **_selected(Address=["Address", "BusinessAddress", "MaillingAddress"]),
        ),
    ),
    Probe(
        "A type without a list in the selector",
        [_similar("one"), _similar("three")],
        [
            profile("one", PhoneNumber="2065550100"),
            profile("two", HomePhoneNumber="2065550100"),
            profile("three", EmailAddress="a@example.com"),
            profile("four", PersonalEmailAddress="a@example.com"),
        ],
        _rules(
            ["PhoneNumber"],
            ["EmailAddress"],
            **_selected(PhoneNumber=["PhoneNumber", "HomePhoneNumber"]),
        ),
    ),
    Probe(
        "The selector takes the documentation's short names",
        [
            call(
                "UpdateDomain",
                **_rules(["EmailAddress"], **_selected(EmailAddress=["PersonalEmail"])),
            ),
        ],
    ),
    Probe(
        "It takes `BusinessPhoneNumber` and `BillingAddress`",
        [
            call(
                "UpdateDomain",
                **_rules(
                    ["PhoneNumber", "Address.City"],
                    **_selected(PhoneNumber=["BusinessPhoneNumber"], Address=["BillingAddress"]),
                ),
            ),
        ],
    ),
    Probe(
        "The rules where none are given",
        [call("GetDomain"), _similar("one"), _similar("three"), _similar("five")],
        [
            profile("one", AccountNumber="a1"),
            profile("two", AccountNumber="a1"),
            profile("three", EmailAddress="a@example.com", PhoneNumber="2065550100"),
            profile("four", EmailAddress="a@example.com", PhoneNumber="2065550100"),
            profile("five", FirstName="Ana", LastName="Quispe", EmailAddress="q@example.com"),
            profile("six", FirstName="Ana", LastName="Quispe", EmailAddress="q@example.com"),
        ],
        {"RuleBasedMatching": {"Enabled": True}},
    ),
    Probe(
        "Unknown attributes, one twice in a level",
        [
            call("UpdateDomain", **_rules(["None"])),
            call("UpdateDomain", **_rules(["EmailAddress", "EmailAddress"])),
            call("UpdateDomain", **_rules(["EmailAddress.City"])),
            call(
                "UpdateDomain",
                **_rules(["EmailAddress"], **_selected(EmailAddress=["PhoneNumber"])),
            ),
        ],
    ),
    Probe(
        "A group is what such matches connect; RuleLevel",
        [_MATCHES, _similar("one"), _similar("three")],
        [
            profile("one", EmailAddress="a@example.com"),
            profile("two", EmailAddress="a@example.com", PhoneNumber="2065550100"),
            profile("three", PhoneNumber="2065550100"),
        ],
        _rules(["EmailAddress"], ["PhoneNumber"]),
    ),
    Probe(
        "A group's MatchId stays while its oldest profile does",
        [
            _MATCHES,
            call("DeleteProfile", ProfileId="<three>"),
            _MATCHES,
            call("DeleteProfile", ProfileId="<one>"),
            profile("four", EmailAddress="a@example.com"),
            _MATCHES,
        ],
        [
            profile("one", EmailAddress="a@example.com"),
            profile("two", EmailAddress="a@example.com"),
            profile("three", EmailAddress="a@example.com"),
        ],
        _rules(["EmailAddress"]),
    ),
    Probe(
        "Matching and merging are done at once",
        [read("one", "two")],
        [
            profile("one", EmailAddress="a@example.com", FirstName="Ana"),
            profile("two", EmailAddress="a@example.com", LastName="Quispe"),
        ],
        _rules(["EmailAddress"], MaxAllowedRuleLevelForMerging=1),
    ),
    Probe(
        "The same configuration again changes nothing",
        [
            call("UpdateDomain", **_rules(["EmailAddress"])),
            call("UpdateDomain", **_rules(["PhoneNumber"])),
            call("UpdateDomain", **_rules(["EmailAddress"])),
        ],
        settings=_rules(["EmailAddress"]),
    ),
)
