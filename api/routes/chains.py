"""Chains: asked for, told again by the hash of their certificates, and verified."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from graph_kb.api.access.confidential import blurred_certificate, demand_open, demand_told
from graph_kb.api.contract.answers import Meta, answer, base_of
from graph_kb.api.contract.parameters import NoParameters
from graph_kb.api.contract.problems import DECLARED
from graph_kb.api.routes.asking import GRACE_S, Open, OriginParameters, apart_of
from graph_kb.errors import NotFound, UsageError
from graph_kb.symbiosis.origins import NoOffer
from graph_kb.workbench.chains import told_apart
from graph_kb.workbench.citation import Cited, cite

router = APIRouter(prefix="/chains", tags=["chains"], responses=DECLARED)
Hash = Annotated[str, Path(description="Hash of a certificate, or its first characters, six at least.", max_length=64)]


class ChainsParameters(OriginParameters):
    """Where chains start, and what is asked of them."""

    k: int = Field(10, ge=1, le=50, description="Most chains of each kind, over all offers together.")
    different: float = Field(0.5, ge=0, le=1, description="Most that a chain shares with a better one.")
    time_limit: float = Field(10.0, gt=0, le=60, allow_inf_nan=False, description="Seconds of search.")
    certificates: bool = Field(True, description="Whether each chain comes with its certificate.")


class Unknown(Open):
    """Something to find out."""

    question: str = Field(description="What to ask, in words.")
    ask: str | None = Field(None, description="Id of the facility that would know.")
    subject: str = Field(description="Id of what it is a fact of.")
    property: str
    condition: int = Field(description="Number of the condition that hangs on it.")


class Assumption(BaseModel):
    """A condition that holds as long as something is as it is assumed."""

    condition: int = Field(description="Its number.")
    name: str
    notes: list[str] = Field(description="What is assumed, in words.")


class ChainRow(Open):
    """A chain: from where through what to where, how much, how far, how sure."""

    source_id: str
    source: str
    step_ids: list[str]
    steps: list[str]
    feeder_ids: list[str]
    feeders: list[str]
    need_id: str
    need: str
    amount: float | None = Field(description="What is taken of the offer in a year; null when nothing known limits it.")
    at_most: bool = Field(description="Whether the amount is the most: an amount, a capacity or months are not known.")
    unit: str | None
    km: float = Field(description="Length of the line.")
    value: float | None = Field(description="Value by the objective in a year.")
    value_unit: str
    to_find_out: int = Field(description="How many facts are missing.")
    unknowns: list[Unknown] = Field(description="What is missing, and who would know.")
    assumptions: list[Assumption] = Field(description="Conditions that rest on assumptions, with what is assumed.")
    status: Literal["certified", "conditional"]
    hash: str = Field(description="Hash of the certificate.")
    href: str = Field(description="Where the certificate is kept.")
    certificate: Open | None = Field(None, description="The certificate, see docs/certificate.md.")


class ChainList(BaseModel):
    """Chains of one kind, and how complete the list is."""

    chains: list[ChainRow]
    proved: bool = Field(description="Whether nothing better is left out.")
    in_time: bool = Field(description="Whether the search came to its end before its time was up.")
    open_bound: float | None = Field(description="Most that a chain not listed can be worth.")
    gap: float | None = Field(description="How much more than the best listed one that is; 0 when proved.")
    not_searched: list[str] = Field(description="Offers that time did not suffice for.")
    left_out: list[str] = Field(description="Chains that could not be certified, and why.")
    counts: dict[str, int] = Field(description="What the search did.")


class Found(BaseModel):
    """Chains, those that are certified and those that are conditional apart."""

    day: str = Field(description="Day asked for.")
    offers: list[str] = Field(description="Offers that were asked about.")
    question: Open = Field(description="What was asked.")
    certified: ChainList = Field(description="Chains by facts that are known and not assumed.")
    conditional: ChainList = Field(description="Chains that hold if what is not known turns out well.")
    seconds: dict[str, float] = Field(description="Time of reading, compiling, searching and certifying.")


class FoundAnswer(BaseModel):
    """Chains, with what is needed to cite them."""

    meta: Meta
    data: Found


class Kept(BaseModel):
    """A certificate that is kept."""

    meta: Meta
    data: Open = Field(description="The certificate, see docs/certificate.md.")


class Violation(BaseModel):
    """Something that is not as the certificate says."""

    condition: int = Field(description="Number of the condition; 0 is the certificate itself.")
    message: str


class Verified(BaseModel):
    """Whether a certificate holds in the graph as it is now, and how to cite it."""

    hash: str
    holds: bool = Field(description="Whether it says nothing but what is so.")
    status: Literal["certified", "conditional", "broken"]
    same_data: bool = Field(description="Whether the graph is in the state that it was made from.")
    violations: list[Violation]
    citation: str = Field(description="One sentence to cite it by.")
    may_be_cited_as: Literal["certified", "conditional"] | None = Field(
        description="As what it may be cited; null when it holds no more. A conditional one with its unknowns."
    )
    sources: list[Cited] = Field(description="Sources of its facts, with their licences.")


class VerifiedAnswer(BaseModel):
    """The verdict."""

    meta: Meta
    data: Verified


@router.get(
    "",
    summary="Chains from an offer, facility, organisation or resource",
    operation_id="find_chains",
    response_model=FoundAnswer,
)
def find(request: Request, asked: Annotated[ChainsParameters, Query()]) -> Response:
    """The best different chains, certified and conditional apart, each with its certificate.

    A path is not a chain: see `/v1/paths` for those.
    """
    demand_open(request)
    try:
        told = apart_of(request).ask(
            "chains", asked.from_, asked.need, longest_s=asked.time_limit + GRACE_S, **asked.options("certificates")
        )
    except NoOffer as error:
        return _nothing(request, asked, error)
    meta, certificates = told["meta"], {one["hash"]: one for one in told["certificates"]}
    kinds = told_apart(told, certificates.values())
    for row in (row for listed in kinds.values() for row in listed["chains"]):
        row["href"] = f"/v1/chains/{row['hash']}"
        row["certificate"] = certificates[row["hash"]] if asked.certificates else None
    said = {name: meta[name] for name in ("day", "offers", "question")}
    made = {"parameters": asked.model_dump(by_alias=True, exclude_none=True)}
    open_ = not all(one["proved"] for one in kinds.values())
    data = {**said, **kinds, "seconds": told["seconds"]}
    return answer(request, data, "chains", truncated=open_, made=made, version=meta["data_version"])


def _nothing(request: Request, asked: ChainsParameters, error: NoOffer) -> Response:
    """No chain, as nothing is offered: no error for those who ask about one company after the other."""
    none = {"chains": [], "proved": True, "in_time": True, "open_bound": None, "gap": 0.0}
    listed = {**none, "not_searched": [], "left_out": [], "counts": {}}
    day = asked.day or datetime.now(UTC).date().isoformat()
    data = {
        "day": day,
        "offers": [],
        "question": asked.options(),
        "certified": listed,
        "conditional": listed,
        "seconds": {},
    }
    made = {"parameters": asked.model_dump(by_alias=True, exclude_none=True)}
    return answer(request, data, "chains", made=made, warnings=(error.message,))


@router.get("/{hash}", summary="A certificate that is kept", operation_id="get_certificate", response_model=Kept)
def get(request: Request, hash: Hash, _: Annotated[NoParameters, Query()]) -> Response:
    """The certificate of a chain, see docs/certificate.md. It never changes."""
    return answer(request, blurred_certificate(request, _certificate(request, hash)), "certificates")


@router.get(
    "/{hash}/verify",
    summary="Whether a certificate holds",
    operation_id="verify_certificate",
    response_model=VerifiedAnswer,
)
def verify(request: Request, hash: Hash, _: Annotated[NoParameters, Query()]) -> Response:
    """Check a certificate against the graph as it is now; says how to cite it, and by which sources."""
    # What breaks a certificate may be anything in the graph.
    demand_open(request)
    certificate = _certificate(request, hash)
    demand_told(request, certificate)
    verdict = base_of(request).verify(certificate)
    cited = cite(base_of(request).graph, certificate, verdict)
    violations = [one._asdict() for one in verdict.violations]
    data = {
        "hash": certificate["hash"],
        "holds": verdict.holds,
        "status": verdict.status if verdict.holds else "broken",
        "same_data": verdict.same_data,
        "violations": violations,
        "citation": cited.text,
        "may_be_cited_as": verdict.status if verdict.holds else None,
        "sources": [asdict(one) for one in cited.sources],
    }
    return answer(request, data, "verify")


def _certificate(request: Request, given: str) -> dict[str, Any]:
    """The certificate with a hash that is kept.

    Raises:
        NotFound: There is none.
    """
    hint = "GET /v1/chains?from=... gives hashes"
    if not given.isalnum() or not given.isascii():
        raise NotFound(f"{given!a:.80} is no hash", hint=hint)
    try:
        return dict(base_of(request).kept_certificate(given.lower()))
    except UsageError as error:
        # Its own hint lists hashes, also of certificates that are not told.
        raise NotFound(error.message, hint=hint) from error
