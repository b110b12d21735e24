"""The choices of docs/fidelity.md without a probe, by their first words, with the reason."""

from __future__ import annotations

_JOBS = "a job of identity resolution runs once a week, and a probe cannot wait for it"
_MANY = "needs more resources than a probe should make in somebody's account"
_OTHERS = "needs resources of another service: a queue, a bucket, a flow, a key"
_IDENTITIES = "needs identities with other permissions than the caller's"
_STACKS = "is about stacks, which AWS's CloudFormation makes and no call of this service does"
_OURS = "is about the mock: the service has nothing like it"
_DAYS = "takes a day at least"
_MOMENT = "no caller can hit a moment exactly"
_HOUR = "new rules get to work after an hour"

UNPROBED = {
    "A union with none or several members set": "no operation with a handler takes a union",
    "An operation without a handler": _OURS,
    "Elsewhere a client fails at once": _OURS,
    "Every refusal is an AccessDeniedException": _IDENTITIES,
    "All other condition keys count as absent": _IDENTITIES,
    "The resource's tags are those of the resource": _IDENTITIES,
    "`kms:Decrypt` and `kms:GenerateDataKey`": _IDENTITIES,
    "The permission is checked before the request's shape": _IDENTITIES,
    "Operations that name an integration in the body": _IDENTITIES,
    "The signature of a presigned URL is not verified": _IDENTITIES,
    "The refusal of one more: a BadRequestException": _MANY,
    "An object is refused for which the templates of its type": _OURS,
    "Dead letters for too many objects in a second": _OTHERS,
    "The text of Message; the queue is found in moto": _OTHERS,
    "Oldest is what was updated least recently": _MANY,
    "A profile lives as long as the longest of these": _DAYS,
    "A flow exists as long as an integration has its ARN": _OTHERS,
    "50 integrations in a domain": _MANY,
    "No limit to the number of layouts": _MANY,
    "With more objects than a profile may have": _MANY,
    "Evicted objects leave EXPIRED": _MANY,
    "The earliest of them first": _JOBS,
    "The first job is due at the next scheduled moment": _JOBS,
    "A job is listed from the moment it is due": _JOBS,
    "At most three scheduled jobs in seven days": _JOBS,
    "Which profiles look alike is [ours]": _JOBS,
    "MatchId: 32 hexadecimal digits": _JOBS,
    "Results lapse seven days after the job": _JOBS,
    "Profiles that are gone are left out of matches": _JOBS,
    "A page token of GetMatches leads to the first match": _JOBS,
    "Equal means equal after the attribute's own": _JOBS,
    "Conflicts: by hand, then by recency or source": _JOBS,
    "An address of which any part was written by hand": _JOBS,
    "NumberOfMergesDone and NumberOfProfilesWillBeMerged": _JOBS,
    "A merge that would make a profile too large is left out": _JOBS,
    "What rules find alike of the merged profiles": _JOBS,
    "GetAutoMergingPreview looks at all matches": _JOBS,
    "Folder of the export": _JOBS,
    "With auto-merging the file has what is left": _JOBS,
    "The call that takes a job to its end": _OURS,
    "An attribute belongs to the profiles that have any": _MANY,
    "What matched at a level before it had too many": _MANY,
    "When rules become ACTIVE, all profiles are matched": _HOUR,
    "The body of that message is the profile": _OTHERS,
    "A merge that would make the profile too large is not done": _OTHERS,
    "IN_PROGRESS lasts an hour": _HOUR,
    "The service's own do not count against the 50": _MANY,
    "An object of the same moment as the definition counts": _MOMENT,
    "Both ends are in it": _MOMENT,
    "With a [lag](lag.md), an object counts": _OURS,
    "The latest come first; the 1,000 are of each type": _MANY,
    "That is at each full day since the data store was enabled": _DAYS,
    "The deviation is that of a sample": _DAYS,
    "A number is a JSON number, or a text that reads as one": _DAYS,
    "Without a change in what an operation takes there is no call": _STACKS,
    "Tags change by UntagResource and TagResource": _STACKS,
    "Tags `aws:cloudformation:*` are left out": _STACKS,
    "An attribute without a value, such as": _STACKS,
    "An error of a client is not tried again by a handler": _STACKS,
    "A resource that was made and cannot be read is deleted": _STACKS,
    "A replaced resource whose deletion is refused stays": _STACKS,
    "AWS::Connect::Instance: of its attributes": _STACKS,
}
