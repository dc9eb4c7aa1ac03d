"""The command `graph-kb`.

Commands are imported when they are used, so that `graph-kb --help` starts at once.
"""

from __future__ import annotations

import importlib
import logging
import sys
from typing import NoReturn

import click

from graph_kb import __version__
from graph_kb.cli.wording import in_plain_words, spoken
from graph_kb.errors import GraphKBError

_COMMANDS = {
    "demo": ("demo", "Load the Uusimaa starter set, answer five questions, draw the map."),
    "load": ("load", "Load a source: the starter set, a mapping, or a filled template."),
    "template": ("template", "Write a spreadsheet to fill in offers and needs."),
    "check": ("check", "Check the graph: dangling parts, recipes that do not close, codes out of force."),
    "query": ("query", "Run a named query, or list them."),
    "cypher": ("cypher", "Run a read-only Cypher statement."),
    "paths": ("paths", "Walk paths from a facility or offer, or between two facilities."),
    "chains": ("chains", "Find chains from an offer, facility or resource, each with a certificate."),
    "verify": ("verify", "Check certificates of chains against the graph."),
    "forget": ("forget", "Remove certificates and saved chains that nobody needs any more."),
    "why-not": ("why_not", "Say why there is no chain from an offer to a need, and what would make one."),
    "card": ("card", "Write certificates of chains as pages for a meeting."),
    "map": ("map", "Draw the answer of a query as an interactive page."),
    "export": ("export", "Write the whole graph to a file."),
    "schema": ("schema", "Show labels, relationships and properties with units."),
    "mcp": ("mcp", "Serve tools for assistants over the Model Context Protocol."),
    "config": ("config", "Show the settings and where each comes from."),
    "server": ("server", "Start, stop and inspect the local server."),
    "serve": ("serve", "Serve the graph API."),
    "keys": ("keys", "Make, list and remove keys of the graph API."),
    "migrate": ("migrate", "Bring the graph to this release's schema, after a backup."),
    "doctor": ("doctor", "Say what is missing here and how to get it."),
}
_LOADING = "; what was written stays. A load is completed by running it again, without --into-empty"
_AFTER = {"load": _LOADING, "demo": _LOADING}
"""What is said of commands that were interrupted."""
_EPILOG = """\b
Exit codes:
  0    done
  1    finished, with rejected rows or a failed check
  2    the command, a parameter or a setting is wrong
  3    data refused
  4    the graph cannot be reached
  130  interrupted"""


class _LazyGroup(click.Group):
    """A group that knows its commands by name and imports them when one is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"graph_kb.cli.{_COMMANDS[cmd_name][0]}")
        command = module.command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


@click.group(cls=_LazyGroup, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="graph-kb")
def cli() -> None:
    """Examples:

    \b
      graph-kb demo
      graph-kb paths "Ämmässuo eco-industrial centre"
      graph-kb chains "Vantaa waste-to-energy plant"
      graph-kb query codes_with_offer_no_need --format json
      graph-kb load --mapping my-region/mapping.yaml --dry-run

    An open knowledge base of material, water, energy and service flows for industrial and urban symbiosis.
    A path is what Cypher walks; a chain is what the engine certifies.
    """  # noqa: D415 - examples come first


def main() -> NoReturn:
    """Run the command line and leave with the documented exit code."""
    # What the driver logs is told by our own errors; without a handler Python prints it raw.
    logging.getLogger("neo4j").addHandler(logging.NullHandler())
    try:
        code = cli.main(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except GraphKBError as error:
        _tell(f"error: {spoken(error)}")
        sys.exit(error.exit_code)
    except click.exceptions.Abort:
        _tell(f"interrupted{_AFTER.get(sys.argv[1] if sys.argv[1:] else '', '')}")
        sys.exit(130)
    except click.ClickException as error:
        in_plain_words(error)
        error.show()
        sys.exit(2)
    except BrokenPipeError:
        # The reader of a pipe left early, as `head` does.
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        # After BrokenPipeError, which is one of them.
        _tell(f"error: {error.filename or 'a file'}: {error.strerror}\n  hint: check the path and its rights")
        sys.exit(2)


def _tell(text: str) -> None:
    # Imported when there is something to say: it brings more with it than `--help` needs.
    from graph_kb.cli.output import tell

    tell(text)


if __name__ == "__main__":
    main()
