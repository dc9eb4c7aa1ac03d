"""The log of the service: one JSON object on one line for each event, on stderr."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

_LOGGERS = ("graph_kb", "uvicorn")


class JsonLines(logging.Formatter):
    """Writes what an event says as JSON in ASCII: nothing that came with a request can begin a line or colour one."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of an event."""
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        told |= getattr(record, "said", {})
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return json.dumps(told, default=str)


def write_log() -> None:
    """Write the log of this process to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(logging.INFO if name == "graph_kb" else logging.WARNING)
