"""One compiled operation: everything between bytes and parameters, and back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel

from . import pagination
from .parsing import Parser, compile_parser
from .routes import Router
from .serialization import Serializer, compile_serializer

SERVICE_NAME = "customer-profiles"


@dataclass(frozen=True, slots=True)
class CompiledOperation:
    """An operation of the service model, ready to be used."""

    name: str
    parser: Parser
    serialize: Serializer
    paging: pagination.Paging | None


@cache
def service_model() -> ServiceModel:
    """The installed botocore's model of the service; nothing of it is copied into this package."""
    return ServiceModel(Loader().load_service_model(SERVICE_NAME, "service-2"), SERVICE_NAME)


@cache
def router() -> Router:
    """The routes of every operation of the model, with a handler or without."""
    routes = Router()
    model = service_model()
    for name in model.operation_names:
        http = model.operation_model(name).http
        routes.add(http["method"], http["requestUri"], name)
    return routes


@cache
def operation_for(name: str, may_be_blank: frozenset[str] = frozenset()) -> CompiledOperation:
    """Compile the operation ``name``, once."""
    model: OperationModel = service_model().operation_model(name)
    return CompiledOperation(
        name=name,
        parser=compile_parser(model, may_be_blank),
        serialize=compile_serializer(model),
        paging=pagination.paging_of(model),
    )
