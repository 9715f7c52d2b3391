"""The words of the tour: captions for whoever watches, and what its people write."""

from __future__ import annotations

from dataclasses import dataclass

from bot.rehearsal.tour import Caption


@dataclass(frozen=True, slots=True)
class Lines:
    """What the man tells in his application, one word of it, and what the operator answers, in one language."""

    tell: str
    word: str
    answer: str


LINES = {
    "en": Lines(
        "I do not want to fight any more. Will I be beaten if I come over?",
        "beaten",
        "Beating prisoners is forbidden. You are not alone with this. Write only when nobody can see you.",
    ),
    "ru": Lines(
        "Я больше не хочу воевать. Меня не изобьют, если я сдамся?",
        "воевать",
        "Бить пленных запрещено. Вы не один. Пишите, только когда вас никто не видит.",
    ),
    "uk": Lines(
        "Я більше не хочу воювати. Мене не поб'ють, якщо я здамся?",
        "воювати",
        "Бити полонених заборонено. Ви не самі. Пишіть, лише коли вас ніхто не бачить.",
    ),
}

NOTE = "He will write again tonight."
"""What the operator notes for her colleagues."""

CAPTIONS = {
    "start": Caption(
        title="A man opens the bot",
        body="He serves, he is alone for a moment, and he presses Start. "
        "The first screen says who runs the line, what is kept and how to erase it.",
        seconds=6,
    ),
    "form": Caption(
        title="A few short questions",
        body="No name, no unit, no place. Every question may be skipped, and one message carries the whole talk.",
        seconds=4.5,
    ),
    "typed": Caption(
        title="He says it in his own words",
        body="Watch the bubble: as soon as his words are stored, encrypted, they vanish from the chat.",
        seconds=4,
    ),
    "send": Caption(
        title="He reads it over, and sends it",
        body="Until the second tap nobody has read anything.",
        seconds=4,
    ),
    "words": Caption(
        title="Five words",
        body="They open his case from any phone. He learns them by heart and presses the button: "
        "they are gone from the screen.",
        seconds=6,
    ),
    "server": Caption(
        title="What the server keeps",
        body="Rows of ciphertext. Press any field to see its bytes.",
        seconds=5,
    ),
    "look": Caption(
        title="Is his word in there?",
        body="Every file of the server is read for a word he typed a moment ago. It is in none of them.",
        seconds=6,
    ),
    "exit": Caption(
        title="Somebody is coming",
        body="One tap on Exit: one line is left, and the account is locked. Without his five words, "
        "every button and command shows what a stranger sees.",
        seconds=6,
    ),
    "taken": Caption(
        title="His phone is taken", body="An officer collects the phones. Nobody tells the bot.", seconds=3
    ),
    "search": Caption(
        title="What the officer finds",
        body="The chat is there, and that is dangerous enough. But no answer of his is: not one word he typed. "
        "Take this phone yourself and try: /start shows the first screen, as to anybody.",
        seconds=8,
    ),
    "again": Caption(
        title="Another phone, days later",
        body="Another account, borrowed for a minute. Five words are all he needs.",
        seconds=5,
    ),
    "shift": Caption(
        title="On the other side, a shift begins",
        body="An operator says that she is there: /shift in. Type / to see every command she may give.",
        seconds=5,
    ),
    "card": Caption(
        title="A card comes",
        body="The operators see an alias, never a name. One of them takes the case, and it gets a room of its own.",
        seconds=6,
    ),
    "reply": Caption(
        title="The operator answers",
        body="A reply goes to the person. What is not a reply stays a note among operators.",
        seconds=5,
    ),
    "line": Caption(
        title="One line, no sound",
        body="The second phone shows a new message, as any bot might send. The words are still on the server. "
        "He presses Read when nobody sees his screen.",
        seconds=6,
    ),
    "answer": Caption(
        title="The answer arrives on the second phone",
        body="He never learns who wrote it; they never learn his name.",
        seconds=5,
    ),
    "note": Caption(
        title="A note for colleagues",
        body="What is no reply stays at the desk. A button beneath it changes your mind.",
        seconds=4,
    ),
    "hand": Caption(
        title="Handed over, without a reason",
        body="/handover, and the case waits for whoever takes it. A colleague does.",
        seconds=5,
    ),
    "close": Caption(
        title="Closed",
        body="With a reason. From now on the server can not read the case; only his five words open it again.",
        seconds=5,
    ),
    "digest": Caption(
        title="The shift is handed over",
        body="/shift out: what waits, since when, and what did not arrive.",
        seconds=6,
    ),
    "end": Caption(
        title="That was a shift",
        body="Now try it yourself: press Burst, play three operators side by side - and kill the bot while you do.",
        seconds=0,
    ),
}
