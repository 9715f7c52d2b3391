"""What the program is made of, and whether anything is known against it: `make sbom`, `make audit-supply`.

Both read `requirements.txt`, the lock that `make setup` and `make run` install, and count: a bill that leaves out a
component, or an audit that asked about fewer than all, is no success. An auditor without a source of vulnerabilities
audits nothing and exits 0 unless it is strict; here that is NOT RUN, and a failure.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT: Final = Path(__file__).parents[1]
LOCK: Final = ROOT / "requirements.txt"
BILL: Final = ROOT / "reports" / "sbom.json"
TOOLS: Final = ROOT / ".venv" / "supply" / "bin"
_PIN: Final = re.compile(
    r"^(?P<name>[a-z0-9][\w.-]*)==(?P<version>\S+)(?P<hashes>(?: \\\n\s+--hash=sha256:[0-9a-f]{64})*)", re.MULTILINE
)

Pins = dict[str, tuple[str, frozenset[str]]]


def pins(lock: Path = LOCK) -> Pins:
    """Every pinned package of a lock, with its version and the hashes of its files."""
    found = _PIN.finditer(lock.read_text(encoding="utf-8"))
    return {one["name"]: (one["version"], frozenset(re.findall(r"sha256:(\w+)", one["hashes"]))) for one in found}


def bill_command(tools: Path, bill: Path, lock: Path = LOCK) -> list[str]:
    """The call that writes the bill of materials; the same bytes each time."""
    about = ["--pyproject", str(ROOT / "pyproject.toml"), "--output-reproducible", "--of", "JSON", "-o", str(bill)]
    return [str(tools / "cyclonedx-py"), "requirements", *about, str(lock)]


def faults_of_bill(bill: Mapping[str, Any], wanted: Pins) -> list[str]:
    """What a bill says otherwise than the lock: a component more or less, another version, a hash that is missing."""
    listed = {part["name"].lower().replace("_", "-").replace(".", "-"): part for part in bill.get("components", ())}
    faults = [f"{name}: only in one of both" for name in sorted(set(listed) ^ set(wanted))]
    for name in set(listed) & set(wanted):
        version, hashes = wanted[name]
        told = {one["content"] for link in listed[name].get("externalReferences", ()) for one in link.get("hashes", ())}
        if listed[name].get("version") != version or told != hashes or not told:
            faults.append(f"{name}: another version or other hashes")
    return faults


@dataclass(frozen=True, slots=True)
class Audit:
    """What an auditor found: how many packages it asked about, what is known against them, why it could not ask."""

    asked: int
    known: tuple[str, ...] = ()
    missing: str = ""


def audit_command(tools: Path, lock: Path = LOCK) -> list[str]:
    """The call that asks."""
    how = ["--strict", "--disable-pip", "--require-hashes", "--progress-spinner", "off", "-f", "json"]
    return [str(tools / "pip-audit"), *how, "-r", str(lock)]


def audit_of(told: str, complaint: str, wanted: int) -> Audit:
    """What its answer means. Whatever is less than an answer about each package is missing."""
    try:
        packages = json.loads(told)["dependencies"]
    except (ValueError, KeyError, TypeError):
        lines = [line for line in complaint.splitlines() if line.strip()]
        return Audit(0, missing=lines[-1][:200] if lines else "it said nothing")
    asked = [one for one in packages if "skip_reason" not in one]
    known = tuple(f"{one['name']} {one['version']}: {hole['id']}" for one in asked for hole in one.get("vulns", ()))
    short = f"asked about {len(asked)} of {wanted} packages" if len(asked) != wanted else ""
    return Audit(len(asked), known, short)


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    if not Path(command[0]).exists():
        raise click.ClickException(f"{command[0]} is missing: make sbom and make audit-supply install it")
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)  # noqa: S603 - our own words


@click.group()
def main() -> None:
    """Look at what the program is made of."""


@main.command()
@click.option("--tools", type=click.Path(path_type=Path), default=TOOLS, help="Where the tools lie.")
@click.option("--out", type=click.Path(path_type=Path), default=BILL, help="Where the bill goes.")
def sbom(tools: Path, out: Path) -> None:
    """Write the bill of materials (CycloneDX) and hold it against the lock."""
    out.parent.mkdir(parents=True, exist_ok=True)
    done = _run(bill_command(tools, out))
    if done.returncode:
        raise click.ClickException(done.stderr.strip().splitlines()[-1])
    wanted = pins()
    if faults := faults_of_bill(json.loads(out.read_text(encoding="utf-8")), wanted):
        raise click.ClickException("; ".join(faults))
    click.echo(f"{out}: {len(wanted)} components, each with the hashes of the lock")


@main.command()
@click.option("--tools", type=click.Path(path_type=Path), default=TOOLS, help="Where the tools lie.")
@click.option(
    "--allow-missing", is_flag=True, help="That nobody could be asked is no failure; it is said all the same."
)
def audit(tools: Path, *, allow_missing: bool) -> None:
    """Ask what is known against each locked package."""
    wanted, done = len(pins()), _run(audit_command(tools))
    found = audit_of(done.stdout, done.stderr, wanted)
    for hole in found.known:
        click.echo(f"KNOWN VULNERABILITY {hole}")
    if found.missing:
        click.echo(f"NOT RUN: no source of vulnerabilities answered for all {wanted} packages ({found.missing})")
    elif not found.known:
        click.echo(f"{found.asked} of {wanted} packages asked about: nothing known against them")
    sys.exit(bool(found.known) or (bool(found.missing) and not allow_missing))


if __name__ == "__main__":
    main()
