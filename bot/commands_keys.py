"""`keys`: make them, show what is public about them, verify them."""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.counted import counted
from bot.logs import configure
from bot.settings import Settings, load

if TYPE_CHECKING:
    from storage.keys import Keyring
    from storage.passphrase import Lock
    from storage.recipients import Coverage


@click.group()
def keys() -> None:
    """Root key, epochs, pepper and the operators' recipients.

    \b
    Example:  python -m bot keys init
    """


@keys.command()
@click.option(
    "--passphrase",
    is_flag=True,
    help="The root key is a passphrase: typed now, twice, and at each start. On no disk.",
)
@click.option(
    "--operator-key-out",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the operator's private key goes if no recipient is set; outside the data folder. "
    "Default: operator.key beside it.",
)
def init(operator_key_out: Path | None, passphrase: bool) -> None:  # noqa: FBT001 - click's flag
    """Make all keys. Overwrites nothing, and asks only for a passphrase.

    Takes the operators' public keys from HOTLINE_OPERATOR_RECIPIENTS. Without
    any, one operator identity is made in a file that you must take away.

    With --passphrase the root key lies on no disk: whoever takes the machine
    while it is off reads nothing. The price: after every reboot THE LINE IS
    DOWN UNTIL YOU TYPE IT. Six different words or more, drawn by dice.

    \b
    Example:  age-keygen -o anna.key    # on Anna's machine, and so for Boris
              HOTLINE_OPERATOR_RECIPIENTS=age1...,age1... python -m bot keys init
              python -m bot keys init --passphrase
    """
    from storage.key_making import init_keys

    settings = _settings()
    lock, root = _root(settings, passphrase=passphrase)
    report = init_keys(
        settings.data_dir,
        settings.root_key,
        recipients=settings.operator_recipients,
        operator_key_out=operator_key_out,
        now=int(time.time()),
        random_bytes=os.urandom,
        root=root,
        lock=lock,
    )
    for path in report.made:
        click.echo(f"made    {path}")
    for path in report.present:
        click.echo(f"kept    {path}")
    click.echo(f"recipients: {len(report.recipients)}")
    if report.operator_key is not None:
        click.echo(f"{report.operator_key} opens every case: move it off this machine now, and keep a second copy.")
    if lock is not None and report.made:
        click.echo(
            "After every reboot the line is down until this passphrase is typed. Who loses it loses what is open."
        )


def _root(settings: Settings, *, passphrase: bool) -> tuple[Lock | None, bytes | None]:
    """What new keys hang on: a passphrase typed twice, a credential, or (nothing here) a file that `init` makes."""
    from bot.roots import new_passphrase, root_key

    if not passphrase or settings.keys_dir.exists():
        return None, None if settings.keys_dir.exists() else root_key(settings)
    if root_key(settings) is not None or settings.root_key_file is not None:
        raise click.UsageError("a root key is set by a setting: take HOTLINE_ROOT_KEY... away, or --passphrase")
    return new_passphrase()


@keys.command()
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
def show(as_json: bool) -> None:  # noqa: FBT001 - click's flag
    """Show what is public: where the keys lie, epochs, recipients.

    \b
    Example:  python -m bot keys show
              python -m bot keys show --json
    """
    from bot.roots import keyring as keyring_of
    from bot.roots import source

    settings = _settings()
    keyring = keyring_of(settings)
    epochs = {epoch.key_id.hex(): time.strftime("%Y-%m-%d", time.gmtime(epoch.made)) for epoch in keyring.epochs}
    if as_json:
        told = {"root_key": source(settings), "key_folder": str(settings.keys_dir), "epochs": epochs}
        click.echo(json.dumps(told | {"recipients": keyring.recipients}))
        return
    click.echo(f"root key    {source(settings)}")
    click.echo(f"key folder  {settings.keys_dir}")
    for name, made in epochs.items():
        click.echo(f"epoch       {name} of {made}")
    for recipient in keyring.recipients:
        click.echo(f"recipient   {recipient}")


@keys.command()
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
def verify(as_json: bool) -> None:  # noqa: FBT001 - click's flag
    """Open every key and say what is wrong.

    Looks at modes and owners, at epochs that the database lists and that are
    not there, at the sealed copy of the pepper, and at how many cases are
    sealed to the recipients of now. Exit status 1 if a line says `fault`.

    \b
    Example:  python -m bot keys verify
              python -m bot keys verify --json
    """
    from bot.roots import keyring as keyring_of
    from storage.key_faults import faults
    from storage.keys import KeyFolder
    from storage.recipients import coverage

    settings = _settings()
    keyring = keyring_of(settings)
    now = coverage(settings.place, keyring.recipients)
    found = list(faults(KeyFolder.beside(settings.data_dir, settings.root_key), keyring, settings.place))
    if as_json:
        told = {"key_folder": str(settings.keys_dir), "epochs": len(keyring.epochs), "chains": len(keyring.chains)}
        told |= {"recipients": keyring.recipients, "sealed_to_them": asdict(now), "faults": found}
        click.echo(json.dumps(told))
    else:
        _tell(settings, keyring, now)
        for words in found:
            click.echo(f"fault   {words}")
    if found:
        raise click.exceptions.Exit(1)


def _tell(settings: Settings, keyring: Keyring, now: Coverage) -> None:
    click.echo(f"{settings.keys_dir}: {_opened(keyring)} with the root key, all files private")
    if keyring.chains:
        click.echo(f"chains of the audit that earlier root keys wrote: {len(keyring.chains)}, all open")
    click.echo(
        f"sealed to the {counted(len(keyring.recipients), 'recipient')} of now: "
        f"{now.hot_done} of {now.hot} open cases, "
        f"{now.sealed_done} of {now.sealed} closed or resting ones"
    )


def _opened(keyring: Keyring) -> str:
    epochs = len(keyring.epochs)
    return f"{counted(epochs, 'epoch')} {'opens' if epochs == 1 else 'open'}"


def _settings() -> Settings:
    settings = load()
    configure("warning")
    return settings
