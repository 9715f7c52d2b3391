"""The text of `.env.example`, made from the settings so that it can not fall behind them."""

from bot.setting_names import variable
from bot.settings import Settings, example


def env_example() -> str:
    """Every setting with its description, default and an example."""
    head = "# Settings of Parley. Copy to .env (chmod 600) and fill in, or set them in the environment.\n"
    return head + "".join(map(_paragraph, _names()))


def _names() -> list[str]:
    """The settings of the line itself first, then those of its parts."""
    own = [name for name in Settings.model_fields if name in Settings.__annotations__]
    return [*own, *(name for name in Settings.model_fields if name not in own)]


def _paragraph(name: str) -> str:
    field = Settings.model_fields[name]
    default = "" if field.default in (None, ()) else f" Default: {field.default}."
    return f"\n# {field.description}{default}\n#{variable(name)}={example(name)}\n"
