"""The answers keep to what an editor promises: short, plain, and no article that was not read.

Each check is a function from a text to the faults found in it; every one has a planted fault below.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fluent.syntax import FluentParser, ast

LOCALES = Path(__file__).parents[2] / "locales"
LANGUAGES = ("ru", "uk", "en")
DOORS = {"soldier", "mobilized", "maybe", "relative", "question"}
NEVER_APPLY = {"crisis", "harm-others", "was-tortured", "drunk", "under-18", "only-asking"}

BODY, SENTENCES, SENTENCE, TITLE, TOPIC = 900, 9, 14, 40, 30
OTHER_NUMBERS = {"48"}
"""Digits a body may hold beside article numbers: the hours after which Telegram lets a bot delete no message."""

ACTS = {
    "ru": {
        "Третья Женевская конвенция": "GC III",
        "Первая Женевская конвенция": "GC I",
        "Протокол I к Женевским конвенциям": "AP I",
        "Гаагские правила": "HR",
        "Конвенция о беженцах": "REF",
        "Пакт о гражданских и политических правах": "ICCPR",
        "Конституция России": "Constitution RF",
        "Уголовный кодекс России": "CC RF",
    },
    "uk": {
        "Третя Женевська конвенція": "GC III",
        "Перша Женевська конвенція": "GC I",
        "Протокол I до Женевських конвенцій": "AP I",
        "Гаазькі правила": "HR",
        "Конвенція про біженців": "REF",
        "Пакт про громадянські і політичні права": "ICCPR",
        "Конституція Росії": "Constitution RF",
        "Кримінальний кодекс Росії": "CC RF",
    },
    "en": {
        "Third Geneva Convention": "GC III",
        "First Geneva Convention": "GC I",
        "Protocol I to the Geneva Conventions": "AP I",
        "Hague Regulations": "HR",
        "Refugee Convention": "REF",
        "Covenant on Civil and Political Rights": "ICCPR",
        "Constitution of Russia": "Constitution RF",
        "Criminal Code of Russia": "CC RF",
    },
}
ARTICLES = {"ru": r"стать\w+", "uk": r"статт\w+", "en": r"articles?"}
AND = {"ru": "и", "uk": "і", "en": "and"}


def values(source: str) -> dict[str, str]:
    """Every message of a Fluent file as plain text; what does not parse or is no plain text fails."""
    found: dict[str, str] = {}
    for entry in FluentParser().parse(source).body:
        assert not isinstance(entry, ast.Junk), f"does not parse: {entry.content}"
        if isinstance(entry, ast.Message):
            assert entry.value is not None, entry.id.name
            assert entry.id.name not in found, f"written twice: {entry.id.name}"
            found[entry.id.name] = plain(entry.value)
    return found


def plain(pattern: ast.Pattern) -> str:
    """The text of a pattern without variables: answers know nothing about the reader."""
    assert all(isinstance(element, ast.TextElement) for element in pattern.elements), "answers take no variables"
    return "".join(element.value for element in pattern.elements if isinstance(element, ast.TextElement))


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?…])[»\"”]?\s+|\n+", text) if part.strip()]


def long_sentences(text: str) -> list[str]:
    return [part for part in sentences(text) if len(re.findall(r"[\w’'/-]*\w[\w’'/-]*", part)) > SENTENCE]


def markup(text: str) -> list[str]:
    return re.findall(r"[<>&{}]", re.sub(r"</?b>", "", text))


def cited(text: str, language: str) -> tuple[set[str], str]:
    """Provisions named in a text ("GC III 13"), and the text without them.

    A number belongs to the act named last before it; an act is always named in the words of ACTS.
    """
    numbers = rf"(?:{ARTICLES[language]}) (\d+(?:(?:, | {AND[language]} )\d+)*)"
    act, found = "?", set[str]()
    for match in re.finditer("|".join([numbers, *map(re.escape, ACTS[language])]), text, re.IGNORECASE):
        if match.group(1) is None:
            act = next(short for name, short in ACTS[language].items() if name.lower() == match.group().lower())
        else:
            found |= {f"{act} {number}" for number in re.findall(r"\d+", match.group(1))}
    return found, re.sub(numbers, "", text, flags=re.IGNORECASE)


def unread_law(text: str, language: str, provisions: list[str]) -> set[str]:
    """Articles in a text that are not listed as read, and any other digits."""
    articles, rest = cited(text, language)
    return (articles - set(provisions)) | (set(re.findall(r"\d+", rest)) - OTHER_NUMBERS)


def toml(name: str) -> dict[str, Any]:
    return tomllib.loads((LOCALES / "answers" / name).read_text(encoding="utf-8"))


ANSWERS: dict[str, dict[str, Any]] = toml("answers.toml")["answer"]
TREE = toml("tree.toml")
TEXTS = {language: values((LOCALES / language / "answers.ftl").read_text(encoding="utf-8")) for language in LANGUAGES}
EACH = pytest.mark.parametrize(("language", "key"), [(language, key) for language in LANGUAGES for key in ANSWERS])


def behind(door: str) -> set[str]:
    return {answer for topic in TREE["door"][door]["topics"] for answer in TREE["topic"][topic]["answers"]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_there_and_none_too_many(language: str) -> None:
    wanted = {f"answer-{key}" for key in ANSWERS} | {f"answer-{key}-title" for key in ANSWERS}
    wanted |= {f"answer-{key}-title-{door}" for key in ANSWERS for door in ANSWERS[key].get("titles", ())}
    assert set(TEXTS[language]) == wanted | {f"topic-{topic}" for topic in TREE["topic"]}


@EACH
def test_an_answer_fits_a_small_screen_and_short_breath(language: str, key: str) -> None:
    body, title = TEXTS[language][f"answer-{key}"], TEXTS[language][f"answer-{key}-title"]
    assert len(body) <= BODY
    assert len(title) <= TITLE
    assert not long_sentences(body)
    assert len(sentences(body)) <= SENTENCES


@EACH
def test_an_answer_uses_no_markup(language: str, key: str) -> None:
    both = f"{TEXTS[language][f'answer-{key}-title']}\n{TEXTS[language][f'answer-{key}']}"
    assert not markup(both)


@EACH
def test_an_answer_names_only_articles_that_were_read(language: str, key: str) -> None:
    assert not unread_law(TEXTS[language][f"answer-{key}"], language, ANSWERS[key]["provisions"])


@pytest.mark.parametrize("key", ANSWERS)
def test_an_answer_names_the_same_articles_in_every_language(key: str) -> None:
    ru, uk, en = (cited(TEXTS[language][f"answer-{key}"], language)[0] for language in LANGUAGES)
    assert ru == uk == en


@pytest.mark.parametrize("key", ANSWERS)
def test_the_data_of_an_answer_is_whole(key: str) -> None:
    answer = ANSWERS[key]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key)
    assert len(key) <= 18
    usual = {"facts", "source", "provisions", "checked", "expires", "related", "apply", "watch", "approved"}
    assert set(answer) - {"alarm", "grave", "titles"} == usual
    assert answer["source"] in {"law", "promise", "own", "unknown", "mixed", "care"}
    assert isinstance(answer["checked"], date)
    assert len(answer["related"]) <= 3
    assert set(answer["related"]) <= set(ANSWERS) - {key}
    assert answer["approved"] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_topics_fit_a_button(language: str) -> None:
    assert all(len(TEXTS[language][f"topic-{topic}"]) <= TOPIC for topic in TREE["topic"])


def test_the_tree_can_be_walked_by_thumb() -> None:
    assert set(TREE["door"]) == DOORS
    assert all(1 <= len(door["topics"]) <= 7 for door in TREE["door"].values())
    assert all(1 <= len(topic["answers"]) <= 8 for topic in TREE["topic"].values())


def test_every_answer_stands_behind_a_door() -> None:
    assert set().union(*map(behind, DOORS)) == set(ANSWERS)


def test_apply_is_offered_only_under_questions_about_surrendering() -> None:
    offered = {key for key, answer in ANSWERS.items() if answer["apply"]}
    assert not offered & (behind("relative") | behind("question") | NEVER_APPLY)


@pytest.mark.parametrize("door", sorted(DOORS))
def test_the_crisis_answer_stands_behind_every_door(door: str) -> None:
    assert "crisis" in behind(door)


def test_planted_faults_are_found() -> None:
    fifteen = "один два три четыре пять шесть семь восемь девять десять и ещё раз и ещё."
    assert long_sentences(fifteen) == [fifteen]
    assert long_sentences("Коротко.\n" + fifteen) == [fifteen]
    assert not long_sentences(fifteen.replace(" и ещё.", "."))
    assert markup("<i>a</i>") == ["<", ">", "<", ">"]
    assert not markup("<b>a</b>")


@pytest.mark.parametrize(
    ("language", "text", "faults"),
    [
        ("ru", "Это Третья Женевская конвенция, статьи 13 и 33.", {"GC III 33"}),
        ("ru", "Это Протокол I к Женевским конвенциям, статья 13.", {"AP I 13"}),
        ("ru", "Дают от 3 до 10 лет.", {"3", "10"}),
        (
            "uk",
            "Це Третя Женевська конвенція, стаття 13. Там само, статті 14, 15 і 16.",
            {"GC III 14", "GC III 15", "GC III 16"},
        ),
        ("en", "Article 13 says so.", {"? 13"}),
        ("en", "This is the Third Geneva Convention, article 13. Wait 48 hours.", set()),
    ],
)
def test_an_article_that_was_not_read_is_found(language: str, text: str, faults: set[str]) -> None:
    assert unread_law(text, language, ["GC III 13"]) == faults


def test_broken_fluent_is_found() -> None:
    with pytest.raises(AssertionError, match="does not parse"):
        values("answer-a = fine\nanswer b = broken\n")
    with pytest.raises(AssertionError, match="no variables"):
        values("answer-a = { $name }\n")


def test_every_question_of_the_sheet_has_an_answer() -> None:
    assert {answer["facts"] for answer in ANSWERS.values()} == {str(row) for row in range(1, 86)} | {"22a"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_answers_carry_the_same_label(language: str) -> None:
    for end in ("", "-relative"):
        titles = [
            TEXTS[language].get(f"answer-{key}-title{end}", TEXTS[language][f"answer-{key}-title"]) for key in ANSWERS
        ]
        assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("key", ANSWERS)
def test_an_answer_that_says_law_names_its_provisions(key: str) -> None:
    assert bool(ANSWERS[key]["provisions"]) == (ANSWERS[key]["source"] in {"law", "mixed"})


def test_the_crisis_answer_leads_only_to_people() -> None:
    assert ANSWERS["crisis"]["related"] == []
    assert ANSWERS["crisis"]["provisions"] == []
