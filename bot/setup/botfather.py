"""What only a person can do at BotFather: a list with the exact words, in the languages the line speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.texts import Texts

_NAME = """\
1. Name and picture. They are seen in the list of chats, in the search and in
   notifications, also while the account is locked. No name helps against
   impostors and against a searched phone at once:
     honest    people find it, and a copy stands out beside the published one;
               on a searched phone the list of chats gives its owner away
     neutral   a glance at the phone tells nothing; nobody finds it by
               searching, and an impostor copies it unseen
   We advise the neutral one and no picture. Publish the exact username where
   people already trust you, and look for copies."""
_PRIVACY = """\
   /setprivacypolicy   the address of a page of yours that says what /privacy
                       says in the bot. Without one Telegram shows its own,
                       which is not about you. The page, in each language:
                       python -m bot setup --privacy-page privacy.html"""


def checklist(texts: Texts, me: Mapping[str, Any], *, private: bool) -> str:
    """The list. `me`: what getMe says, {} where it was not asked; `private`: cases are talked in private chats."""
    return "\n".join(
        [f"At BotFather, by hand ({_who(me)}):", "", _NAME, "", *_words(texts), "", *_switches(me, private)]
    )


def _who(me: Mapping[str, Any]) -> str:
    return f"@{me['username']}" if me.get("username") else "/mybots, then the bot"


def _words(texts: Texts) -> Iterator[str]:
    yield "2. What stands there before anybody writes. The bot sets description and about"
    yield "   itself at each start, in each language; give BotFather the first of each, so"
    yield "   that they stand there from the first minute."
    for language in texts.languages:
        yield f"   /setdescription     {language}  {texts.plain(language, 'profile-description')}"
    for language in texts.languages:
        yield f"   /setabouttext       {language}  {texts.plain(language, 'profile-about')}"
    yield _PRIVACY


def _switches(me: Mapping[str, Any], private: bool) -> Iterator[str]:  # noqa: FBT001 - two of a kind
    yield "3. Switches."
    yield f"   /setinline          off{_state(me, 'supports_inline_queries', wanted=False)}"
    topics = "on" if private else "on, if cases are to be talked through in private chats"
    yield f"   Bot Settings, Threaded Mode   {topics}{_state(me, 'has_topics_enabled', wanted=True) if private else ''}"
    yield "   /setprivacy         Disable: the bot hears its group"
    yield f"   /setjoingroups      Disable, last: once it is in its group{_state(me, 'can_join_groups', wanted=False)}"


def _state(me: Mapping[str, Any], what: str, *, wanted: bool) -> str:
    if what not in me:
        return ""
    return "  (done)" if bool(me[what]) is wanted else "  (not yet)"
