"""What flows: resources, who offers and who needs them, and exchanges that already run."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from graph_kb.model.base import Amounts, Node, Text, When, prop

Month = Annotated[int, Field(ge=1, le=12)]
Share = Annotated[float, Field(ge=0, le=1)]
LegalStatus = Literal["product", "by_product", "waste", "end_of_waste"]


class Resource(Node):
    """A material, energy carrier, water or service that can be offered and needed."""

    room: ClassVar[str] = "flows"
    name: Text = prop("Name in English.", default=...)
    name_fi: Text | None = prop("Name in Finnish.")
    name_sv: Text | None = prop("Name in Swedish.")
    synonyms: list[Text] = prop("Other names that people search by, in any language.", default=[])
    kind: Literal["Material", "Energy", "Water", "Service"] = prop("Second label, fixed at creation.", default=...)
    unit: Text | None = prop("Unit its amounts are kept in: t, m3, Nm3, MWh, h.")
    transport_mode: Literal["road", "pipe", "grid"] | None = prop("How it moves.")
    transport_eur_per_unit_km: float | None = prop("Transport cost.", unit="EUR/(unit·km)", ge=0)
    max_leg_km: float | None = prop("Longest sensible transport leg.", unit="km", gt=0)
    disposal_eur_per_unit: float | None = prop("Cost of disposal.", unit="EUR/unit", ge=0)
    market_price_eur_per_unit: float | None = prop("Market price.", unit="EUR/unit")
    co2e_kg_per_unit: float | None = prop("Footprint of the primary product it replaces.", unit="kg CO2e/unit", ge=0)

    def labels(self) -> tuple[str, ...]:
        """Resource and its kind."""
        return ("Resource", self.kind)


class Stream(Amounts, Node):
    """What an offer and a need have in common."""

    checked_together: ClassVar[frozenset[str]] = frozenset({"substances", "shares"})

    name: Text = prop("Short name, as people would say it.", default=...)
    continuity: Literal["continuous", "seasonal", "one_off"] | None = prop("Flow or lot; missing when unknown.")
    months: list[Month] = prop("Months it is there, 1 to 12; empty when unknown.", default=[])
    substances: list[Text] = prop("Substances of known content, parallel to `shares`.", default=[])
    shares: list[Share] = prop("Mass shares of the substances, 0 to 1.", unit="kg/kg", default=[])
    moisture: Share | None = prop("Water content, wet basis, 0 to 1.", unit="kg/kg")
    temperature_c: float | None = prop("Temperature of supply.", unit="degC", ge=-273.15)
    temperature_min_c: float | None = prop("Lowest temperature of supply.", unit="degC", ge=-273.15)
    temperature_max_c: float | None = prop("Highest temperature of supply.", unit="degC", ge=-273.15)
    return_temperature_c: float | None = prop("Temperature of return.", unit="degC", ge=-273.15)
    power_mw: float | None = prop("Power.", unit="MW", ge=0)
    power_max_mw: float | None = prop("Largest power.", unit="MW", ge=0)
    price_eur_per_unit: float | None = prop("Price asked or paid.", unit="EUR/unit")
    gate_fee_eur_per_unit: float | None = prop("Fee the receiver takes.", unit="EUR/unit", ge=0)
    legal_status: LegalStatus | None = prop("Legal status of the stream; missing when unknown.")
    confidentiality: Literal["public", "network", "private"] = prop("Who may see it.", default="public")
    note: Text | None = prop("What else is known, one or two sentences.")

    @model_validator(mode="after")
    def parallel(self) -> Self:
        """Substances and shares are parallel lists (engines refuse maps)."""
        if len(self.substances) != len(self.shares):
            raise ValueError(f"{len(self.substances)} substances but {len(self.shares)} shares")
        return self


class Offer(Stream):
    """A stream somebody would give away or sell."""

    room: ClassVar[str] = "flows"


class Need(Stream):
    """A stream somebody would take. Its shares and its moisture are the most that is taken."""

    room: ClassVar[str] = "flows"
    limits_complete: bool | None = prop("Whether `shares` are all limits of composition; missing when unknown.")


class Exchange(Amounts, Node):
    """A stream that goes, went or is planned to go from one site to another."""

    room: ClassVar[str] = "flows"
    name: Text = prop("Short name.", default=...)
    status: Literal["running", "planned", "ended"] = prop("State of the exchange.", default=...)
    since: When | None = prop("Runs since.")
    until: When | None = prop("Ran until.")
    note: Text | None = prop("What else is known, one or two sentences.")
