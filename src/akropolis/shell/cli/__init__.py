"""The command `akropolis`. Commands are declared here; the code of each is imported only when it is run."""

from collections.abc import Callable
from pathlib import Path

import click

from akropolis.base.lib import built
from akropolis.shell.cli.running import run

Command = Callable[..., None]
FILE = click.Path(path_type=Path, dir_okay=False)

data_dir = click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="AKROPOLIS_DATA_DIR",
    help="Where the installation keeps its data. Default: ./var",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON and nothing else.")
as_user = click.option(
    "--as", "user", required=True, metavar="USER", help="The person whose rights apply, by user name."
)
out_file = click.option("--out", type=FILE, required=True, help="The file to write.")
host_option = click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
port_option = click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="The port to listen on."
)


def _version(context: click.Context, _option: click.Parameter, asked: bool) -> None:
    """Print version and build, and exit, if the option is given. The build is looked up only then."""
    if asked:
        click.echo(f"akropolis, version {built.version_and_build()}")
        context.exit()


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_version,
    help="Say which version it is.",
)
def main() -> None:
    """akropoLIS: the system a city runs its information security in."""


@main.command()
@click.option("--size", type=click.Choice(["small", "city", "large"]), default="city", show_default=True)
@click.option("--no-serve", is_flag=True, help="Build it and stop.")
@host_option
@port_option
@data_dir
def demo(**options: object) -> None:
    """Build the demo city if it does not exist, and serve it."""
    run("tools.demo.command.demo", **options)


@main.command()
@click.option("--unit", "unit", metavar="CODE", help="The code of the top unit, for example stad.")
@click.option("--name", metavar="NAME", help="The name of the top unit.")
@data_dir
def init(**options: object) -> None:
    """Create an empty installation, or upgrade one to this version."""
    run("shell.cli.installing.init", **options)


@main.command()
@data_dir
@as_json
def config(data_dir: Path | None, **options: object) -> None:
    """Show the value and source of each setting, secrets masked, and what is wrong."""
    run("shell.cli.configuring.show", data_dir=None, django=False, folder=data_dir, **options)


@main.command()
@host_option
@port_option
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True)
@data_dir
def serve(**options: object) -> None:
    """Serve the pages; with one worker also run the background jobs."""
    run("shell.cli.service.serve", **options)


@main.command()
@data_dir
def worker(**options: object) -> None:
    """Run the background jobs as a process of their own."""
    run("shell.cli.jobs.worker", **options)


@main.command()
@click.option("--now", metavar="ISO", help="The moment to take for now, for example 2026-11-25T08:00+01:00.")
@data_dir
def tick(**options: object) -> None:
    """Run every job that is due, once."""
    run("shell.cli.jobs.tick", **options)


@main.command("import")
@click.argument("register")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--commit", is_flag=True, help="Save. Without it nothing is saved.")
@as_user
@as_json
@data_dir
def import_(**options: object) -> None:
    """Import an Excel or CSV file into a register.

    With graph for REGISTER, import an Excel file into the graph; with organisation, one of units, people
    and roles.
    """
    run("shell.cli.exchange.import_rows", **options)


@main.command()
@click.argument("register")
@out_file
@as_user
@data_dir
def export(**options: object) -> None:
    """Write a register's rows to an .xlsx or .csv file, or to standard output if the file name is -.

    With graph for REGISTER, write the graph to .xlsx or .graphml; with organisation, write units, people
    and roles to .xlsx; with history, write the history to .jsonl.
    """
    run("shell.cli.exchange.export_rows", **options)


@main.command()
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder to write in."
)
@as_user
@data_dir
def extract(**options: object) -> None:
    """Write everything a service account may read, as CSV with a schema, for a data warehouse."""
    run("shell.cli.exchange.extract", **options)


@main.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--anchor",
    "anchors",
    multiple=True,
    metavar="FILE|HASH",
    help="What was noted outside: also NUMBER:HASH.",
)
@click.option("--authority", type=FILE, help="The certificates (PEM) of who has time-stamped the anchors.")
@as_json
@data_dir
def verify(**options: object) -> None:
    """Verify the history, and compare the installation's data with it. With FILE, verify an exported history."""
    run("shell.cli.chain.verify", **options)


@main.command()
@click.argument("link", type=int)
@click.argument("places", nargs=-1, metavar="[PLACE]...")
@click.option("--basis", default="", help="The provision, for example: dataskyddsförordningen artikel 17.1 d")
@click.option("--because", default="", help="Why. Do not write what is to be forgotten.")
@as_user
@data_dir
def redact(**options: object) -> None:
    """Remove values from the history, lawfully and permanently. Without PLACE, list the values in LINK."""
    run("shell.cli.redacting.redact", **options)


@main.group()
def review() -> None:
    """Management reviews as files."""


@review.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@as_user
@data_dir
def review_import(**options: object) -> None:
    """Import a whole review in the format akropolis-review/1: all of it, or nothing."""
    run("shell.cli.reviews.take_in", **options)


@review.command()
@click.option("--unit", required=True, metavar="CODE")
@click.option("--year", required=True, type=int)
@click.option("--format", "form", type=click.Choice(["docx", "pdf", "odt", "html", "xlsx"]), required=True)
@click.option("--masked", is_flag=True, help="The open version: what is secret is replaced.")
@out_file
@as_user
@data_dir
def render(**options: object) -> None:
    """Write a review's document."""
    run("shell.cli.reviews.render", **options)


@main.group()
def files() -> None:
    """Contents of the files attached to records."""


@files.command("copy")
@click.option(
    "--to",
    type=click.Choice(["store", "disk"]),
    required=True,
    help="The store in AKROPOLIS_S3_BUCKET, or the data folder.",
)
@data_dir
def files_copy(**options: object) -> None:
    """Copy the files to their new storage, and compare each with its checksum."""
    run("shell.cli.moving.copy", **options)


@main.group()
def content() -> None:
    """Catalogues and roles shipped with the version."""


@content.command()
@click.option("--check", is_flag=True, help="Only say what would change; exit 1 when something would.")
@as_json
@data_dir
def load(**options: object) -> None:
    """Load the shipped catalogues and roles, and report what changed."""
    run("shell.cli.catalogues.load", **options)


@main.command()
@click.argument("node")
@click.option("--kind", type=click.Choice(["outage", "breach"]), default="outage", show_default=True)
@click.option("--date", "day", metavar="DAY", help="As of this day, for example 2026-01-31. Default: today.")
@as_user
@as_json
@data_dir
def radius(**options: object) -> None:
    """List everything that depends on NODE (its number, id or whole name), with the path to it."""
    run("shell.cli.radius.radius", **options)


@main.command()
@click.option("--check", is_flag=True, help="Only compare; exit 1 on a difference.")
@as_json
@data_dir
def rebuild(**options: object) -> None:
    """Recompute derived values."""
    run("shell.cli.catalogues.rebuild", **options)


@main.command()
@click.argument("file", type=FILE)
@data_dir
def backup(**options: object) -> None:
    """Write everything, files included, to one archive. Can be run while the server runs."""
    run("shell.cli.storing.backup", **options)


@main.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@as_json
@data_dir
def restore(**options: object) -> None:
    """Restore a backup into an empty data folder and an empty database, and verify it."""
    run("shell.cli.storing.restore", **options)


@main.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--database", default="", metavar="NAME", help="An empty PostgreSQL database for it, emptied again."
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Where there is room for it.",
)
@as_json
@data_dir
def drill(**options: object) -> None:
    """Take a backup, or use FILE, restore it in a temporary place, verify and count it, and delete the copy."""
    run("shell.cli.drilling.drill", **options)


@main.group()
def token() -> None:
    """API tokens."""


@token.command("create")
@click.argument("user")
@click.option("--name", default="", help="What it is for.")
@click.option("--expires", type=click.IntRange(1, 365), default=90, show_default=True, metavar="DAYS")
@click.option("--scope", type=click.Choice(["read", "write"]), default="read", show_default=True)
@click.option(
    "--right", multiple=True, metavar="DOMAIN:RESOURCE:ACTION", help="Only this right. May be repeated."
)
@data_dir
def token_create(**options: object) -> None:
    """Create a token for a person or a service account, shown once."""
    run("shell.cli.tokens.create", **options)


@token.command("list")
@click.option("--user", default="", help="Only those of this account.")
@click.option("--all", "every", is_flag=True, help="Also those that have expired or are revoked.")
@as_json
@data_dir
def token_list(**options: object) -> None:
    """List the active tokens: the owner, what each is for, how long it is valid, and when it was last used."""
    run("shell.cli.tokens.listing", **options)


@token.command("revoke")
@click.argument("token")
@data_dir
def token_revoke(**options: object) -> None:
    """Revoke a token at once, by its id in the list or by the token itself."""
    run("shell.cli.tokens.revoke", **options)


@main.group()
def factors() -> None:
    """Second factors of users."""


@factors.command("remove")
@click.argument("user")
@click.option("--because", required=True, help="Why. It stands in the history.")
@data_dir
def factors_remove(**options: object) -> None:
    """Remove all second factors of a locked-out user, who can then sign in by password."""
    run("shell.cli.factors.remove", **options)


@main.command()
@click.argument("names", nargs=-1)
@click.option("--size", type=click.Choice(["small", "city", "large"]), default="city", show_default=True)
@click.option(
    "--people", type=click.IntRange(1, 2000), default=300, show_default=True, help="load: how many ask"
)
@click.option(
    "--rate", type=click.FloatRange(0.1, 1000), default=40, show_default=True, help="load: requests a second"
)
@click.option(
    "--seconds", type=click.FloatRange(1, 36000), default=60, show_default=True, help="load: for so long"
)
@click.option(
    "--ramp", type=click.FloatRange(1, 3600), default=5, show_default=True, help="load: in which all come"
)
@click.option(
    "--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="load: of the server"
)
@click.option(
    "--kill-worker-at", type=click.FloatRange(0, 36000), default=0, help="load: kill -9 one, so late"
)
@as_json
@data_dir
def bench(data_dir: Path | None, **options: object) -> None:
    """Measure speed on data made for it, each figure beside its baseline. With --data-dir, made in that folder."""
    run("tools.bench.command.bench", data_dir=None, django=False, folder=data_dir, **options)
