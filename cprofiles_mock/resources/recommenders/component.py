"""The recommenders of one domain, and the interactions that they count."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ...rules.recommenders.columns import WEB_ANALYTICS
from ...rules.recommenders.counts import Counts
from ...rules.recommenders.interactions import Interaction, Weights, interactions_of
from ...runtime import clock
from ...schema.sections import ResourceSection
from ...state import queries
from ...state.cloudformation import ResourceType
from ...state.components import ResourceComponent, component
from ...state.declarations import Column
from .recommender import Recommender

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...state.changes import Change
    from ...state.domain import Domain
    from ...state.profile import Profile


@component
class Recommenders(ResourceComponent[Recommender]):
    """The recommenders of one domain, by their names.

    Nothing is counted before somebody asks for recommendations. From then on, only the profiles
    that something has happened to are counted anew.
    """

    noun = "Recommender"
    plural = "recommenders"
    arn_kind = "recommenders"
    section = ResourceSection(
        "Recommenders",
        made_by="CreateRecommender",
        key="RecommenderName",
        besides={"Training": "Section", "Recommendations": "Section"},
    )
    title = "Recommenders"
    columns = (
        Column("RecommenderName", lambda each: each.recommender_name),
        Column("RecommenderRecipeName", lambda each: each.recommender_recipe_name),
        Column("Status", lambda each: each.progress.transition_state()[0]),
        Column("FailureReason", lambda each: each.failure_reason),
        Column("RecommenderSchemaName", lambda each: each.recommender_schema_name),
        Column("RecommenderConfig", lambda each: each.recommender_config),
        Column("Recommendations set by a test", lambda each: each.recommendations),
    )
    cloudformation = ResourceType(
        name="Recommender",
        create="CreateRecommender",
        read="GetRecommender",
        update="UpdateRecommender",
        delete="DeleteRecommender",
        key=("DomainName", "RecommenderName"),
        create_only=("RecommenderRecipeName",),
        attributes=(
            "CreatedAt",
            "LastUpdatedAt",
            "Status",
            "RecommenderArn",
            "FailureReason",
            "LatestRecommenderUpdate",
            "TrainingMetrics",
        ),
        arn_kind="recommenders",
        not_in_cloudformation=(
            "RecommenderSchemaName",
            "RecommenderConfig.TrainingFrequency",
            "RecommenderConfig.InferenceConfig",
            "RecommenderConfig.IncludedColumns",
            "RecommenderConfig.ExcludedColumns",
            "RecommenderConfig.DiversityConfig",
            "RecommenderConfig.EventsConfig.EventParametersList.EventWeight",
        ),
        arn_attribute="RecommenderArn",
    )
    # Whatever adds, changes or moves web analytics of a profile; what removes it is forgotten.
    actions = frozenset({"INGESTED", "DELETED_BY_CUSTOMER", "MERGED"})

    def __init__(self, domain: Domain) -> None:
        super().__init__(domain)
        # By profile id; None until they are read.
        self._interactions: dict[str, list[Interaction]] | None = None
        # The profiles to be read anew.
        self._changed: set[str] = set()
        # By the name of the recommender, with the configuration of events that it counts by.
        self._counts: dict[str, tuple[Any, Counts]] = {}

    # --- what is counted --------------------------------------------------------------------------

    def react(self, changes: Sequence[Change]) -> None:
        """Note whose interactions may have changed."""
        if self._interactions is not None:
            self._changed.update(change.profile.profile_id for change in changes)

    def forget(self, profile: Profile) -> None:
        """Drop the interactions of a profile, and the recommendations that a test has set."""
        if self._interactions is not None:
            self._changed.add(profile.profile_id)
        for each in self.resources.values():
            each.fixed.pop(profile.profile_id, None)

    def object_type_deleted(self, name: str) -> None:
        """Read everything anew: standard objects have lost what the type had populated."""
        self._interactions = None
        self._counts.clear()

    def events_of(self, profile_id: str) -> dict[str, set[str]]:
        """The types of a profile's events, in lower case, by item."""
        found: dict[str, set[str]] = {}
        for each in self._read().get(profile_id, ()):
            found.setdefault(each.item_id, set()).add(each.event_type)
        return found

    def counts(self, recommender: Recommender) -> Counts:
        """What the interactions come to for a recommender, up to date."""
        config = recommender.config.get("EventsConfig")
        interactions = self._read()
        known = self._counts.get(recommender.recommender_name)
        if known is None or known[0] != config:
            known = config, Counts(Weights(config), interactions)
            self._counts[recommender.recommender_name] = known
        return known[1]

    def _read(self) -> dict[str, list[Interaction]]:
        """The interactions of all profiles, by profile id."""
        profiles = self.domain.profiles
        if self._interactions is None:
            self._counts.clear()
            self._interactions = {}
            for profile_id, profile in profiles.items():
                found = _interactions(profile)
                if found:
                    self._interactions[profile_id] = found
        for profile_id in sorted(self._changed):
            profile_or_none = profiles.get(profile_id)
            found = [] if profile_or_none is None else _interactions(profile_or_none)
            if found:
                self._interactions[profile_id] = found
            else:
                self._interactions.pop(profile_id, None)
            for _, counts in self._counts.values():
                counts.put(profile_id, found)
        self._changed.clear()
        return self._interactions

    # --- what becomes of recommenders -------------------------------------------------------------

    def carry_out(self) -> None:
        """Do what statuses have come to, and remove what is deleted."""
        now = clock.timestamp()
        for name, each in list(self.resources.items()):
            if not each.carry_out(now):
                self.resources.remove(name)
                self._counts.pop(name, None)
        self._await()

    def _await(self) -> None:
        """Poll while something waits for moto's transitions, and be due when training is."""
        recommenders = self.resources.values()
        polls = any(each.is_on_the_way for each in recommenders)
        if polls != self.polls:
            self.polls = polls
        moments = [each.retrained_at for each in recommenders if each.status == "ACTIVE"]
        self.next_due = min((each for each in moments if each is not None), default=math.inf)

    def poll(self, now: float) -> None:
        """Do what moto's transitions have come to."""
        self.carry_out()

    def advance(self, at: float) -> None:
        """Train the recommenders for which it is time."""
        for each in self.resources.values():
            moment = each.retrained_at
            if moment is not None and moment <= at and each.status == "ACTIVE":
                each.train(at)
        self._await()

    def loaded(self) -> None:
        """Wait for what a state file says is on its way."""
        for each in self.resources.values():
            each.fixed = {
                profile_id: items
                for profile_id, items in each.fixed.items()
                if not profile_id or profile_id in self.domain.profiles
            }
        self._await()


def _interactions(profile: Profile) -> list[Interaction]:
    objects = (profile.standard_objects or {}).get(WEB_ANALYTICS, ())
    return [each for put in objects for each in interactions_of(put)]


@queries.recommender_names.answered_by
def _recommender_names(domain: Domain) -> Sequence[str]:
    recommenders = domain.existing(Recommenders)
    return () if recommenders is None else list(recommenders.resources)
