"""Compiled operations: everything between bytes and parameters, in both directions."""

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
    """An operation of the service model, compiled to its parser, serializer and paging."""

    name: str
    parser: Parser
    serialize: Serializer
    paging: pagination.Paging | None


@cache
def service_model() -> ServiceModel:
    """The service model of the installed botocore; this package copies nothing of it."""
    return ServiceModel(Loader().load_service_model(SERVICE_NAME, "service-2"), SERVICE_NAME)


@cache
def router() -> Router:
    """The routes of all operations of the model, whether they have a handler or not."""
    routes = Router()
    model = service_model()
    for name in model.operation_names:
        http = model.operation_model(name).http
        routes.add(http["method"], http["requestUri"], name)
    return routes


@cache
def operation_for(name: str, may_be_blank: frozenset[str] = frozenset()) -> CompiledOperation:
    """Compile the operation ``name``; the result is cached.

    ``may_be_blank`` is that of ``validation.ShapeChecks``.
    """
    model: OperationModel = service_model().operation_model(name)
    return CompiledOperation(
        name=name,
        parser=compile_parser(model, may_be_blank),
        serialize=compile_serializer(model),
        paging=pagination.paging_of(model),
    )
