"""`keys`: make them, show what is public about them, verify them."""

from __future__ import annotations

import os
import time
from pathlib import Path

import click

from bot.logs import configure
from bot.settings import Settings, load


@click.group()
def keys() -> None:
    """Root key, epochs, pepper and the operators' recipients.

    \b
    Example:  python -m bot keys init
    """


@keys.command()
@click.option(
    "--operator-key-out",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the operator's private key goes if no recipient is set; outside the data folder. "
    "Default: operator.key beside it.",
)
def init(operator_key_out: Path | None) -> None:
    """Make all keys. Asks nothing, overwrites nothing.

    Takes the operators' public keys from HOTLINE_OPERATOR_RECIPIENTS. Without
    any, one operator identity is made in a file that you must take away.

    \b
    Example:  age-keygen -o anna.key    (on Anna's machine, and so for Boris)
              HOTLINE_OPERATOR_RECIPIENTS=age1...,age1... python -m bot keys init
    """
    from storage.key_making import init_keys

    settings = _settings()
    report = init_keys(
        settings.data_dir,
        settings.root_key,
        recipients=settings.operator_recipients,
        operator_key_out=operator_key_out,
        now=int(time.time()),
        random_bytes=os.urandom,
    )
    for path in report.made:
        click.echo(f"made    {path}")
    for path in report.present:
        click.echo(f"kept    {path}")
    click.echo(f"recipients: {len(report.recipients)}")
    if report.operator_key is not None:
        click.echo(f"{report.operator_key} opens every case: move it off this machine now, and keep a second copy.")


@keys.command()
def show() -> None:
    """Show what is public: where the keys lie, epochs, recipients.

    \b
    Example:  python -m bot keys show
    """
    from storage.keys import load_keyring

    settings = _settings()
    keyring = load_keyring(settings.data_dir, settings.root_key, now=int(time.time()))
    click.echo(f"root key    {settings.root_key}")
    click.echo(f"key folder  {settings.keys_dir}")
    for epoch in keyring.epochs:
        made = time.strftime("%Y-%m-%d", time.gmtime(epoch.made))
        click.echo(f"epoch       {epoch.key_id.hex()} of {made}")
    for recipient in keyring.recipients:
        click.echo(f"recipient   {recipient}")


@keys.command()
def verify() -> None:
    """Open every key, look at modes and owners. Exit status 1 if one is wrong.

    \b
    Example:  python -m bot keys verify
    """
    from storage.keys import load_keyring

    settings = _settings()
    keyring = load_keyring(settings.data_dir, settings.root_key, now=int(time.time()))
    click.echo(f"{settings.keys_dir}: {len(keyring.epochs)} epoch(s) open with the root key, all files private")


def _settings() -> Settings:
    settings = load()
    configure("warning")
    return settings
