"""Files with a mistake in each, and where and what it is."""

from __future__ import annotations

IN_DOMAIN = "Domains:\n- DomainName: d\n  DefaultExpirationDays: 30\n"
IN_PROFILE = f"{IN_DOMAIN}  Profiles:\n  - FirstName: x\n"
TYPE = """\
  ObjectTypes:
  - ObjectTypeName: t
    Description: x
    Fields: {k: {Source: _source.k}}
    Keys: {k: [{StandardIdentifiers: [UNIQUE, PROFILE], FieldNames: [k]}]}
"""
IN_OBJECT = f"{IN_DOMAIN}{TYPE}  Profiles:\n  - Objects:\n    - ObjectTypeName: t\n"
IN_STANDARD = f"{IN_PROFILE}    StandardObjects:\n    - Id: x\n      ObjectTypeName: _order\n"
IN_VALUES = (
    f"{IN_STANDARD}      Origins:\n      - ObjectTypeName: t\n        UpdatedAt: 0\n"
    "        Values:\n"
)
IN_RESOLUTION = f"{IN_DOMAIN}  IdentityResolution:\n"
JOB = "JobId: 00000000000000000000000000000000, Status: COMPLETED"
NO_NOSE = (
    "'Nose' is not an attribute that profiles are matched by; there are BusinessName, FirstName, "
    "LastName, MiddleName, AccountNumber, BirthDate, Gender, EmailAddress, PhoneNumber, "
    "Address.Address, Address.City, Address.Country, Address.County, Address.PostalCode, "
    "Address.Province, Address.State, Attributes.<key>"
)
NO_MAPPING = (
    "Either TemplateId or Fields and Keys must be given; ListProfileObjectTypeTemplates lists the "
    "templates, and DetectProfileObjectType makes Fields and Keys of sample objects"
)
NO_TYPE = "ObjectTypeName or ObjectTypeNames must be given, unless EventTriggerNames are"
LONG = "x" * 256
MISSING = "is missing, and must be given"
TOO_LONG = "Member must have length less than or equal to 255"

MISTAKES = [
    ("[]", "1: must be a mapping of members, not []"),
    ("version: 2", "1: version: must be 1, the version that this package reads"),
    ("version: x", "1: version: Member must be of type long, not 'x'"),
    ("Domains: {}", "1: Domains: must be a list"),
    ("Domains:\n\n- d", "3: Domains[0]: must be a mapping of members, not 'd'"),
    ("Domain: []", "1: Domain: is not a member here; did you mean Domains?"),
    ("Domains:\n- DomainName: d", f"2: Domains[0].DefaultExpirationDays: {MISSING}"),
    (
        "Domains:\n- DomainName: d!\n  DefaultExpirationDays: 1",
        "2: Domains[0].DomainName: Member must satisfy regular expression pattern: "
        "^[a-zA-Z0-9_-]+$",
    ),
    (
        "Domains:\n- {DomainName: d, DefaultExpirationDays: 1}\n"
        "- {DomainName: d, DefaultExpirationDays: 1}",
        "3: Domains[1].DomainName: Domain d already exists",
    ),
    # The first of a name may have a mistake itself.
    (
        "Domains:\n- {DomainName: d}\n- {DomainName: d, DefaultExpirationDays: 1}",
        f"2: Domains[0].DefaultExpirationDays: {MISSING}\n"
        "shop.yaml:3: Domains[1].DomainName: Domain d already exists",
    ),
    (
        f"{IN_DOMAIN}  Tags: x\n- {{DomainName: d, DefaultExpirationDays: 1}}",
        "4: Domains[0].Tags: Member must be of type map, not 'x'\n"
        "shop.yaml:5: Domains[1].DomainName: Domain d already exists",
    ),
    (
        f"{IN_DOMAIN}  Integrations:\n  - {{Uri: u}}\n  - {{Uri: u, ObjectTypeName: t}}\n"
        "  - {Uri: u, ObjectTypeName: t}\n  - {Uri: w}",
        f"5: Domains[0].Integrations[0].ObjectTypeName: {NO_TYPE}\n"
        "shop.yaml:6: Domains[0].Integrations[1].Uri: u is there already\n"
        "shop.yaml:7: Domains[0].Integrations[2].Uri: u is there already\n"
        f"shop.yaml:8: Domains[0].Integrations[3].ObjectTypeName: {NO_TYPE}",
    ),
    (
        f"{IN_DOMAIN}  CreatedAt: soon",
        "4: Domains[0].CreatedAt: must be a time in ISO 8601, such as 2026-11-24T12:00:00Z",
    ),
    (
        f"{IN_DOMAIN}  CreatedAt: 1e20",
        "4: Domains[0].CreatedAt: must be a time that calendars have",
    ),
    (
        f"{IN_DOMAIN}  CreatedAt: 0001-01-01T00:00:00+00:01",
        "4: Domains[0].CreatedAt: must be a time that calendars have",
    ),
    (
        f"{IN_DOMAIN}  CreatedAt: 2026-11-24T12:00:00+99:00",
        "4: Domains[0].CreatedAt: must be a time in ISO 8601, such as 2026-11-24T12:00:00Z",
    ),
    (f"{IN_DOMAIN}  Number: 1_0", "4: Domains[0].Number: Member must be of type long, not '1_0'"),
    (f"{IN_DOMAIN}  Number: ٣", "4: Domains[0].Number: Member must be of type long, not '٣'"),
    (
        f"{IN_RESOLUTION}    Matches:\n    - {{MatchId: m, ConfidenceScore: nan, ProfileIds: []}}",
        "6: Domains[0].IdentityResolution.Matches[0].ConfidenceScore: Member must be of type "
        "double, not 'nan'",
    ),
    (f"{IN_DOMAIN}  Matching: {{}}", f"4: Domains[0].Matching.Enabled: {MISSING}"),
    (
        f"{IN_DOMAIN}  Matching: x",
        "4: Domains[0].Matching: Member must be of type structure, not 'x'",
    ),
    (
        f"{IN_DOMAIN}  Matching:\n    Enabled: maybe",
        "5: Domains[0].Matching.Enabled: Member must be of type boolean, not 'maybe'",
    ),
    (
        f"{IN_DOMAIN}  Matching:\n    Enabled: true\n    AutoMerging:\n      Enabled: true\n"
        "      MinAllowedConfidenceScoreForMerging: 1.5",
        "8: Domains[0].Matching.AutoMerging.MinAllowedConfidenceScoreForMerging: "
        "Member must have value less than or equal to 1.0",
    ),
    (
        f"{IN_DOMAIN}  RuleBasedMatching:\n    Enabled: true\n    MatchingRules:\n"
        "    - Rule: [FirstName]\n    - Rules: x",
        "8: Domains[0].RuleBasedMatching.MatchingRules[1].Rules: is not a member here; did you "
        "mean Rule?",
    ),
    (
        f"{IN_DOMAIN}  RuleBasedMatching:\n    Enabled: true\n    MatchingRules:\n"
        "    - Rule: [FirstName]\n    - {}",
        f"8: Domains[0].RuleBasedMatching.MatchingRules[1].Rule: {MISSING}",
    ),
    (
        f"{IN_DOMAIN}  RuleBasedMatching: {{Enabled: true, MatchingRules: [{{Rule: [Nose]}}]}}",
        f"4: Domains[0].RuleBasedMatching.MatchingRules[0].Rule[0]: {NO_NOSE}",
    ),
    (
        f"{IN_DOMAIN}  RuleMatching: x",
        "4: Domains[0].RuleMatching: must be a mapping of members, not 'x'",
    ),
    (
        f"{IN_DOMAIN}  RuleMatching: {{}}",
        f"4: Domains[0].RuleMatching.ReadyAt: {MISSING}\n"
        "shop.yaml:4: Domains[0].RuleMatching: no RuleBasedMatching is enabled",
    ),
    (
        f"{IN_DOMAIN}  RuleMatching: {{ReadyAt: 0}}",
        "4: Domains[0].RuleMatching: no RuleBasedMatching is enabled",
    ),
    (
        f"{IN_DOMAIN}  RuleBasedMatching: {{Enabled: true}}\n  RuleMatching:\n"
        "    ReadyAt: 0\n    AtWork: {Enabled: true, MatchingRules: [{Rule: [Nose]}]}",
        f"7: Domains[0].RuleMatching.AtWork.MatchingRules[0].Rule[0]: {NO_NOSE}",
    ),
    (
        f"{IN_DOMAIN}  Tags: {{k: {LONG * 2}}}",
        "4: Domains[0].Tags.k: Member must have length less than or equal to 256",
    ),
    (f"{IN_DOMAIN}  Tags: x", "4: Domains[0].Tags: Member must be of type map, not 'x'"),
    (
        f"{IN_DOMAIN}  KnownKeyNames: x",
        "4: Domains[0].KnownKeyNames: Member must be of type list, not 'x'",
    ),
    (
        f"{IN_DOMAIN}{TYPE}  - ObjectTypeName: t\n    Description: x",
        "9: Domains[0].ObjectTypes[1].ObjectTypeName: t is there already\n"
        f"shop.yaml:9: Domains[0].ObjectTypes[1].Fields: {NO_MAPPING}",
    ),
    (
        f"{IN_DOMAIN}  ObjectTypes:\n  - ObjectTypeName: t\n    Description: x",
        f"5: Domains[0].ObjectTypes[0].Fields: {NO_MAPPING}",
    ),
    (
        f"{IN_DOMAIN}{TYPE.replace('k]}]', '1, {a: b}]}]')}",
        "8: Domains[0].ObjectTypes[0].Keys.k[0].FieldNames[1]: Member must be of type string, not "
        "{'a': 'b'}\nshop.yaml:8: Domains[0].ObjectTypes[0].Keys.k[0].FieldNames[0]: Key k refers "
        "to field 1, which Fields lacks; there are k",
    ),
    (
        f"{IN_DOMAIN}{TYPE.replace('Source:', 'Sauce:')}",
        "7: Domains[0].ObjectTypes[0].Fields.k.Sauce: is not a member here; did you mean Source?",
    ),
    (
        f"{IN_DOMAIN}{TYPE.replace('{Source: _source.k}', '{ContentType: X}')}",
        "7: Domains[0].ObjectTypes[0].Fields.k.ContentType: Member must satisfy enum value "
        "set: [STRING, NUMBER, PHONE_NUMBER, EMAIL_ADDRESS, NAME]\n"
        "shop.yaml:7: Domains[0].ObjectTypes[0].Fields.k.Source: Field k has no Source; give the "
        "path of its value, as _source.k",
    ),
    (
        f"{IN_DOMAIN}  Integrations:\n  - Uri: u",
        "5: Domains[0].Integrations[0].ObjectTypeName: ObjectTypeName or ObjectTypeNames must be "
        "given, "
        "unless EventTriggerNames are",
    ),
    (
        f"{IN_DOMAIN}  Integrations:\n  - {{Uri: u, ObjectTypeName: t}}\n"
        "  - {ObjectTypeName: t, Uri: u}",
        "6: Domains[0].Integrations[1].Uri: u is there already",
    ),
    (
        f"{IN_PROFILE}    Adress: x",
        "6: Domains[0].Profiles[0].Adress: is not a member here; did you mean Address?",
    ),
    (
        f"{IN_PROFILE}    Zzz: x",
        "6: Domains[0].Profiles[0].Zzz: is not a member here; docs/state.md has them all",
    ),
    (f"{IN_PROFILE}    LastName: {LONG}", f"6: Domains[0].Profiles[0].LastName: {TOO_LONG}"),
    (
        f"{IN_PROFILE}    Address:\n      City: {LONG}",
        f"7: Domains[0].Profiles[0].Address.City: {TOO_LONG}",
    ),
    (
        f"{IN_PROFILE}    Address:\n      Ctiy: x",
        "7: Domains[0].Profiles[0].Address.Ctiy: is not a member here; did you mean City?",
    ),
    (
        f"{IN_PROFILE}    Attributes:\n      a: b\n      {LONG}: c",
        f"8: Domains[0].Profiles[0].Attributes.{LONG}: {TOO_LONG}",
    ),
    (
        f"{IN_PROFILE}    Attributes:\n"
        + "\n".join(f"      a{n}: {'é' * 255}" for n in range(600)),
        "5: Domains[0].Profiles[0]: The profile would be larger than 256000 bytes",
    ),
    (
        f"{IN_PROFILE}    ProfileId: {'0' * 32}\n  - ProfileId: {'0' * 32}",
        f"7: Domains[0].Profiles[1].ProfileId: {'0' * 32} is there already",
    ),
    (
        f"{IN_PROFILE}    ProfileId: {'0' * 32}\n  PastProfiles:\n"
        f"  - {{ProfileId: {'0' * 32}, History: []}}",
        f"8: Domains[0].PastProfiles[0].ProfileId: {'0' * 32} is there already",
    ),
    (
        f"{IN_PROFILE}    Keys:\n    - {{KeyName: k, Values: []}}",
        "7: Domains[0].Profiles[0].Keys[0].Values: Values of key k must not be empty; give a "
        "value for each of its fields",
    ),
    (
        f"{IN_PROFILE}    Rewritten:\n    - WrittenAt: 0\n      Fields: [FirstName, Frist]",
        "8: Domains[0].Profiles[0].Rewritten[0].Fields[1]: Frist is not a field of a profile",
    ),
    (
        f"{IN_PROFILE}    History:\n    - {{ActionType: UPDATED, CreatedAt: 0, ObjectTypeName: t}}",
        f"7: Domains[0].Profiles[0].History[0].Content: {MISSING}",
    ),
    (
        f"{IN_PROFILE}    History:\n    - {{ActionType: UPDATED, CreatedAt: 0, Content: {{a: b}}}}",
        "7: Domains[0].Profiles[0].History[0].Content.a: is not a member here; docs/state.md "
        "has them all",
    ),
    (
        f"{IN_PROFILE}    History:\n"
        "    - {ActionType: CREATED, CreatedAt: '9999-12-31T23:59:59-14:00'}",
        "7: Domains[0].Profiles[0].History[0].CreatedAt: must be a time that calendars have",
    ),
    (
        f"{IN_PROFILE}    History:\n    - {{ActionType: BOGUS, CreatedAt: 0}}",
        "7: Domains[0].Profiles[0].History[0].ActionType: Member must satisfy enum value set: "
        "[ADDED_PROFILE_KEY, DELETED_PROFILE_KEY, CREATED, UPDATED, INGESTED, "
        "DELETED_BY_CUSTOMER, EXPIRED, MERGED, DELETED_BY_MERGE]",
    ),
    (
        f"{IN_PROFILE}    ExpiresAt: 0001-01-01T00:00:00+10:00",
        "6: Domains[0].Profiles[0].ExpiresAt: must be a time that calendars have",
    ),
    (
        f"{IN_OBJECT}      Object: '{{\"k\": 1}}'\n      ExpiresAt: 0001-01-01T00:00:00+10:00",
        "13: Domains[0].Profiles[0].Objects[0].ExpiresAt: must be a time that calendars have",
    ),
    (
        f"{IN_OBJECT}      Object: nothing",
        "12: Domains[0].Profiles[0].Objects[0].Object: is not the JSON of an object: Expecting "
        "value: line 1 column 1 (char 0)",
    ),
    (
        f"{IN_OBJECT}      Object: '[]'",
        "12: Domains[0].Profiles[0].Objects[0].Object: is not the JSON of an object: it is "
        "the JSON of something else than an object",
    ),
    (
        f'{IN_OBJECT}      Object: \'{{"k": "1", "n": -1e400}}\'',
        "12: Domains[0].Profiles[0].Objects[0].Object: is not the JSON of an object: -1e400 is too "
        "large for a number",
    ),
    (
        f'{IN_OBJECT}      Object: \'{{"k": "1", "n": NaN}}\'',
        "12: Domains[0].Profiles[0].Objects[0].Object: is not the JSON of an object: NaN is not a "
        "JSON value",
    ),
    (
        f"{IN_OBJECT}      Object: '{{}}'",
        "12: Domains[0].Profiles[0].Objects[0].Object: The UNIQUE key or PROFILE key does not "
        "exist in the profile object. unique key k has no value, as _source.k of field k is "
        "missing or empty",
    ),
    (
        f'{IN_OBJECT}      Object: \'{{"k": "{LONG * 1000}"}}\'',
        "12: Domains[0].Profiles[0].Objects[0].Object: "
        "Your data contains profile object larger than 256000 bytes",
    ),
    (
        f"{IN_OBJECT}      Object: '{{\"k\": 1}}'\n      FieldValues: '[]'",
        "13: Domains[0].Profiles[0].Objects[0].FieldValues: is the JSON of something else than an "
        "object",
    ),
    (
        f"{IN_OBJECT}      Object: '{{\"k\": 1}}'\n      FieldValues: '{{'",
        "13: Domains[0].Profiles[0].Objects[0].FieldValues: is not the JSON of an object: "
        "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
    ),
    (
        f"{IN_PROFILE}    Objects:\n    - {{ObjectTypeName: u, Object: x}}",
        "7: Domains[0].Profiles[0].Objects[0].ObjectTypeName: Profile object type u is not "
        "found in domain d; PutProfileObjectType makes one",
    ),
    (
        f'{IN_OBJECT}      Object: \'{{"k": "1"}}\'\n'
        '    - {ObjectTypeName: t, Object: \'{"k": "1"}\'}',
        "13: Domains[0].Profiles[0].Objects[1]: the profile has an object "
        "KuDQEplLFl9n1kJ/RbLkc5bvFKRDoN9Ipk4Oq5iGsK4= of this type already",
    ),
    (
        f"{IN_PROFILE}    StandardObjects:\n    - {{Id: x, ObjectTypeName: _profile}}",
        "7: Domains[0].Profiles[0].StandardObjects[0].ObjectTypeName: _profile is not a "
        "standard object; there are _asset, _case, _order, _communicationRecord, "
        "_airPreference, _hotelPreference, _airBooking, _airSegment, _hotelReservation, "
        "_hotelStayRevenue, _loyalty, _loyaltyTransaction, _loyaltyPromotion, _device, "
        "_webAnalytics",
    ),
    (
        f"{IN_VALUES}        - Path: []",
        "13: Domains[0].Profiles[0].StandardObjects[0].Origins[0].Values[0].Path: must not be "
        "empty",
    ),
    (
        f"{IN_VALUES}        - {{Path: [Status], Json: no}}",
        "13: Domains[0].Profiles[0].StandardObjects[0].Origins[0].Values[0].Json: is not valid "
        "JSON: Expecting value: line 1 column 1 (char 0)",
    ),
    *(
        (
            f"{IN_VALUES}        - {{Path: [TotalPrice], Json: {written}}}",
            "13: Domains[0].Profiles[0].StandardObjects[0].Origins[0].Values[0].Json: is not valid "
            f"JSON: {reason}",
        )
        for written, reason in (
            ("1e400", "1e400 is too large for a number"),
            ("-1e400", "-1e400 is too large for a number"),
            ("NaN", "NaN is not a JSON value"),
        )
    ),
    (
        f"{IN_RESOLUTION}    Matches:\n    - {{MatchId: m, ConfidenceScore: 2, ProfileIds: []}}",
        "6: Domains[0].IdentityResolution.Matches[0].ConfidenceScore: Member must have value "
        "less than or equal to 1",
    ),
    (
        f"{IN_RESOLUTION}    ScheduledRuns: [0, soon]",
        "5: Domains[0].IdentityResolution.ScheduledRuns[1]: must be a time in ISO 8601, such "
        "as 2026-11-24T12:00:00Z",
    ),
    (
        f"{IN_RESOLUTION}    Jobs:\n    - {{{JOB}, JobStartTime: 0, JobEndTime: 1e20}}",
        "6: Domains[0].IdentityResolution.Jobs[0].JobEndTime: must be a time that calendars have",
    ),
    *(
        (
            f"{IN_RESOLUTION}    Jobs:\n    - {{{JOB}, {times}}}",
            f"6: Domains[0].IdentityResolution.Jobs[0].{member}: must be at least seven days "
            "before calendars end",
        )
        for member, times in (
            ("JobStartTime", "JobStartTime: 9999-12-25"),
            ("JobEndTime", "JobStartTime: 0, JobEndTime: 9999-12-25"),
        )
    ),
    (
        f"{IN_RESOLUTION}    GeneratedAt: 1e300",
        "5: Domains[0].IdentityResolution.GeneratedAt: must be a time that calendars have",
    ),
    (
        f"{IN_RESOLUTION}    NextRunAt: -1e18",
        "5: Domains[0].IdentityResolution.NextRunAt: must be a time that calendars have",
    ),
    (
        f"{IN_RESOLUTION}    ScheduledRuns: [0, 1e18]",
        "5: Domains[0].IdentityResolution.ScheduledRuns[1]: must be a time that calendars have",
    ),
    (
        f"{IN_RESOLUTION}    Jobs:\n    - {{{JOB}, JobStartTime: 0}}\n"
        f"    - {{{JOB}, JobStartTime: 0}}",
        f"7: Domains[0].IdentityResolution.Jobs[1].JobId: {'0' * 32} is there already",
    ),
]
