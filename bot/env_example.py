"""The text of `.env.example`, made from the settings so that it can not fall behind them."""

from bot.settings import Settings, example, variable


def env_example() -> str:
    """Every setting with its description, default and an example."""
    head = "# Settings of Parley. Copy to .env (chmod 600) and fill in, or set them in the environment.\n"
    return head + "".join(_paragraph(name) for name in Settings.model_fields)


def _paragraph(name: str) -> str:
    field = Settings.model_fields[name]
    default = "" if field.default in (None, ()) else f" Default: {field.default}."
    return f"\n# {field.description}{default}\n#{variable(name)}={example(name)}\n"
