"""One recommender: its configuration, the versions it was trained to, and its latest update.

Sources: the service model on ``RecommenderUpdate`` and ``TrainingMetrics``; the Amazon Personalize
Developer Guide on recommenders, for the order of their states; ``docs/fidelity.md`` for what is a
choice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from ...protocol.compiled import service_model
from ...rules.recommenders.recipes import METRICS
from ...runtime import clock
from ...schema.forms import Form
from ...schema.problems import Problem, each
from ...schema.sections import copied
from ...schema.times import time_text
from . import progress
from .progress import Progress

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_DAY = 86_400

#: An item that a test has set, and its score if it has one.
Fixed = tuple[str, "float | None"]


class Version(NamedTuple):
    """What a recommender was trained to. The time is in seconds since the epoch."""

    name: str
    trained_at: float
    config: Mapping[str, Any] | None


class Update:
    """A change of the configuration, or of the version that makes the recommendations."""

    def __init__(
        self, at: float, config: Mapping[str, Any] | None, version_name: str | None
    ) -> None:
        self.progress = Progress()
        self.created_at = self.last_updated_at = clock.moment(at)
        self.recommender_config = config
        # The version that it activates; one that it has to train first has no name before.
        self.recommender_version_name = version_name
        self.failure_reason: str | None = None
        self.is_carried_out = False

    @property
    def status(self) -> str | None:
        """How far it is."""
        return self.progress.status


@dataclass(slots=True, kw_only=True, eq=False)
class Recommender:
    """A recommender. It makes recommendations while it is ACTIVE."""

    recommender_name: str
    recommender_arn: str
    recommender_recipe_name: str
    recommender_schema_name: str | None
    recommender_config: Mapping[str, Any] | None
    description: str | None
    progress: Progress = field(default_factory=Progress, repr=False)
    failure_reason: str | None = None
    # Whether it was started and is not ACTIVE yet, as far as was noticed.
    is_starting: bool = False
    # Oldest first.
    versions: list[Version] = field(default_factory=list, repr=False)
    active_recommender_version_name: str | None = None
    latest_recommender_update: Update | None = field(default=None, repr=False)
    # What a test has set, by profile id; for all other profiles by the empty text.
    fixed: dict[str, list[Fixed]] = field(default_factory=dict, repr=False)
    created_at: datetime
    last_updated_at: datetime
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> str | None:
        """How far it is."""
        return self.progress.status

    @property
    def recipe_name(self) -> str:
        """Its recipe, by the name that lists have."""
        return self.recommender_recipe_name

    @property
    def config(self) -> Mapping[str, Any]:
        """Its configuration, which may be empty."""
        return self.recommender_config or {}

    @property
    def is_on_the_way(self) -> bool:
        """Whether it, or an update of it, waits for a transition."""
        update = self.latest_recommender_update
        return self.progress.is_on_the_way or (update is not None and not update.is_carried_out)

    @property
    def retrained_at(self) -> float | None:
        """When it trains itself again, in seconds since the epoch; None if it does not."""
        days: int = self.config.get("TrainingFrequency", 0)
        if not days or not self.versions:
            return None
        return self.versions[-1].trained_at + days * _DAY

    # --- what happens to it -----------------------------------------------------------------------

    def train(self, at: float) -> None:
        """Train a version by the present configuration, and let it make the recommendations."""
        taken = {each.name for each in self.versions}
        second = at
        # Names have seconds; of two that would be the same, the later one is of the next second.
        while (name := _version_name(self.recommender_name, second)) in taken:
            second += 1
        self.versions.append(Version(name, at, self.recommender_config))
        self.active_recommender_version_name = name

    def advance(self) -> None:
        """Count a read, which may be what moto's transitions wait for."""
        self.progress.advance()
        if self.latest_recommender_update is not None:
            self.latest_recommender_update.progress.advance()

    def carry_out(self, at: float) -> bool:
        """Do what its status, and that of its update, have come to; False once it is gone."""
        status = self.progress.status
        if status == "DELETED":
            return False
        if status == "ACTIVE" and not self.versions:
            self.train(at)
        if status == "ACTIVE" and self.is_starting:
            self.is_starting = False
            due = self.retrained_at
            if due is not None and due <= at:
                # What was due meanwhile is made up for once.
                self.train(at)
        update = self.latest_recommender_update
        if update is not None and not update.is_carried_out and update.status == "ACTIVE":
            update.is_carried_out = True
            update.last_updated_at = clock.moment(at)
            self._apply(update, at)
        return True

    def _apply(self, update: Update, at: float) -> None:
        self.recommender_config = update.recommender_config
        if update.recommender_version_name is None:
            self.train(at)
            update.recommender_version_name = self.active_recommender_version_name
        else:
            self.active_recommender_version_name = update.recommender_version_name

    def fail(self, reason: str, at: float) -> None:
        """Fail, with an update that is on its way."""
        self.progress.go("FAILED")
        self.failure_reason = reason
        self.last_updated_at = clock.moment(at)
        update = self.latest_recommender_update
        if update is not None and not update.is_carried_out:
            update.is_carried_out = True
            update.progress.go("FAILED")
            update.failure_reason = reason
            update.last_updated_at = clock.moment(at)

    def training_metrics(self, count: int) -> list[dict[str, Any]]:
        """The metrics of the versions trained last, newest first."""
        return [
            {
                "Time": clock.moment(version.trained_at),
                "Metrics": METRICS,
                "RecommenderVersionName": version.name,
            }
            for version in self.versions[::-1][:count]
        ]

    # --- in state files ---------------------------------------------------------------------------

    @property
    def training(self) -> dict[str, Any]:
        """What a state file has of its status, its versions and its update."""
        update = self.latest_recommender_update
        entry = {
            **self.progress.document(),
            "FailureReason": self.failure_reason,
            "ActiveRecommenderVersionName": self.active_recommender_version_name,
            "Versions": [_version_entry(version) for version in self.versions] or None,
            "LatestRecommenderUpdate": update and _update_entry(update),
        }
        return {name: value for name, value in entry.items() if value is not None}

    @training.setter
    def training(self, entry: Any) -> None:
        try:
            members = _training_form().read(entry)
            versions = list(each("Versions", members.get("Versions"), _read_version))
            self.progress.restore_members(members)
            active = members.get("ActiveRecommenderVersionName")
            if active is not None and active not in {version.name for version in versions}:
                raise Problem(("ActiveRecommenderVersionName",), f"Versions has no {active}")
            self.latest_recommender_update = _read_update(members)
        except Problem as problem:
            raise problem.under("Training") from None
        self.is_starting = members["Status"] == "STARTING"
        self.versions = versions
        self.active_recommender_version_name = active
        self.failure_reason = members.get("FailureReason")

    @property
    def recommendations(self) -> dict[str, Any] | None:
        """What a state file has of the recommendations that a test has set."""
        found = {
            profile_id: [
                {"Id": item_id, **({} if score is None else {"Score": score})}
                for item_id, score in items
            ]
            for profile_id, items in self.fixed.items()
        }
        return found or None

    @recommendations.setter
    def recommendations(self, entry: Any) -> None:
        if type(entry) is not dict:
            raise Problem(
                ("Recommendations",), "must be a mapping of profile ids to lists of items"
            )
        try:
            for profile_id, items in entry.items():
                self.fixed[profile_id] = list(each(profile_id, items, _read_fixed))
        except Problem as problem:
            raise problem.under("Recommendations") from None


def _version_name(recommender_name: str, at: float) -> str:
    return f"{recommender_name}/{clock.moment(at):%Y-%m-%dT%H-%M-%SZ}"


# --- entries of state files -------------------------------------------------------------------


def _version_entry(version: Version) -> dict[str, Any]:
    return {
        "RecommenderVersionName": version.name,
        "TrainedAt": time_text(version.trained_at),
        **({} if version.config is None else {"RecommenderConfig": copied(version.config)}),
    }


def _update_entry(update: Update) -> dict[str, Any]:
    entry = {
        **update.progress.document(),
        "RecommenderConfig": copied(update.recommender_config),
        "RecommenderVersionName": update.recommender_version_name,
        "FailureReason": update.failure_reason,
        "CreatedAt": time_text(update.created_at.timestamp()),
        "LastUpdatedAt": time_text(update.last_updated_at.timestamp()),
    }
    return {name: value for name, value in entry.items() if value is not None}


def _read_version(entry: Any) -> Version:
    members = _version_form().read(entry)
    return Version(
        members["RecommenderVersionName"], members["TrainedAt"], members.get("RecommenderConfig")
    )


def _read_update(members: Mapping[str, Any]) -> Update | None:
    entry = members.get("LatestRecommenderUpdate")
    if entry is None:
        return None
    try:
        found = _update_form().read(entry)
        update = Update(
            found["CreatedAt"], found.get("RecommenderConfig"), found.get("RecommenderVersionName")
        )
        update.progress.restore_members(found)
    except Problem as problem:
        raise problem.under("LatestRecommenderUpdate") from None
    update.last_updated_at = clock.moment(found["LastUpdatedAt"])
    update.failure_reason = found.get("FailureReason")
    update.is_carried_out = not update.progress.is_on_the_way
    return update


def _read_fixed(entry: Any) -> Fixed:
    members = _fixed_form().read(entry)
    return members["Id"], members.get("Score")


def _config() -> Any:
    shape: Any = service_model().operation_model("CreateRecommender").input_shape
    return shape.members["RecommenderConfig"]


@cache
def _training_form() -> Form:
    own = {
        "FailureReason": "Text",
        "ActiveRecommenderVersionName": "Text",
        "Versions": "Section",
        "LatestRecommenderUpdate": "Section",
    }
    return Form({**progress.MEMBERS, **own}, ["Status"])


@cache
def _version_form() -> Form:
    names = {"RecommenderVersionName": "Text", "TrainedAt": "Time"}
    return Form({**names, "RecommenderConfig": _config()}, names)


@cache
def _update_form() -> Form:
    times = {"CreatedAt": "Time", "LastUpdatedAt": "Time"}
    texts = {"RecommenderVersionName": "Text", "FailureReason": "Text"}
    members = {**progress.MEMBERS, **times, **texts, "RecommenderConfig": _config()}
    return Form(members, ["Status", *times])


@cache
def _fixed_form() -> Form:
    return Form({"Id": "Text", "Score": "Ratio"}, ["Id"])
