"""Probes of the templates of object types."""

from __future__ import annotations

from .probe import Call, Probe, call


def _template(name: str) -> Call:
    return call("GetProfileObjectTypeTemplate", TemplateId=name)


PROBES = (
    Probe(
        "Their standard identifiers, AllowProfileCreation",
        [
            _template("Salesforce-Contact"),
            _template("Zendesk-users"),
            _template("Marketo-leads"),
            _template("Shopify-Customer"),
        ],
    ),
    Probe(
        "`Segment-Customer` is `Segment-Identify`",
        [_template("Segment-Customer"), _template("Segment-Identify")],
    ),
    Probe(
        "ServiceNow's user key is `value`",
        [_template("Servicenow-sys_user"), _template("Servicenow-task")],
    ),
    Probe(
        "Templates of standard objects: their fields and keys",
        [_template("_order"), _template("_asset"), _template("_case")],
    ),
    Probe("No template is store-only", [_template("CTR"), _template("WebAnalytics-Clickstream")]),
    Probe("SourceName, SourceObject, order of the list", [call("ListProfileObjectTypeTemplates")]),
)
