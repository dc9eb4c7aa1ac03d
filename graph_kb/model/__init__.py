"""What the graph is made of: nodes, relationships, units, ids. Written once, read by everything else."""

from graph_kb.model.actors import Facility, Industry, Municipality, Network, Organisation, Region
from graph_kb.model.base import Edge, Method, Node, Record, Sourced
from graph_kb.model.codes import WasteCode
from graph_kb.model.conversion import Permit, Process, Technology
from graph_kb.model.evidence import Chain, Claim, Load, Meta, Source
from graph_kb.model.flows import Exchange, Need, Offer, Resource
from graph_kb.model.programme import Funding, Measure, Pilot, Programme, Project, Task, Tender
from graph_kb.model.relationships import RELATIONS, Link, Relation, relation
from graph_kb.model.schema import NODES, SCHEMA_VERSION, Attribute, attribute_table, constraints

__all__ = [
    "NODES",
    "RELATIONS",
    "SCHEMA_VERSION",
    "Attribute",
    "Chain",
    "Claim",
    "Edge",
    "Exchange",
    "Facility",
    "Funding",
    "Industry",
    "Link",
    "Load",
    "Measure",
    "Meta",
    "Method",
    "Municipality",
    "Need",
    "Network",
    "Node",
    "Offer",
    "Organisation",
    "Permit",
    "Pilot",
    "Process",
    "Programme",
    "Project",
    "Record",
    "Region",
    "Relation",
    "Resource",
    "Source",
    "Sourced",
    "Task",
    "Technology",
    "Tender",
    "WasteCode",
    "attribute_table",
    "constraints",
    "relation",
]
