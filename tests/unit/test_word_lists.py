"""The word lists hold to their criteria, a broken list is named by file and line, and typed words are read back."""

import random
import re
import shutil
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from bot.desk.codes.word_files import (
    ALPHABETS,
    CHECK_LIST_SIZE,
    CODE_LIST_SIZE,
    LENGTHS,
    _clash,
    _never,
    read_words,
)
from bot.desk.codes.word_lists import WORDS_IN_CODE, WordLists
from bot.errors import ContentError

LOCALES = Path(__file__).parents[2] / "locales"
LANGUAGES = ("ru", "uk", "en")
FILES = {"words.txt": CODE_LIST_SIZE, "check_words.txt": CHECK_LIST_SIZE}
LISTS = WordLists.load(LOCALES)
FORMER = {language: read_words(LOCALES / language, language).former for language in LANGUAGES}
IN_TEXT = {"ru": "Здравствуйте, вот мой код", "uk": "Добрий день, ось мій код", "en": "Hello, this is my code"}

languages = st.sampled_from(LANGUAGES)
seeds = st.integers(0, 2**32)


def drawn(language: str, seed: int) -> tuple[str, ...]:
    return LISTS.draw_code(language, random.Random(seed).randbytes)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FILES)
def test_a_committed_list_holds_to_the_criteria(language: str, name: str) -> None:
    lines = (LOCALES / language / name).read_text(encoding="utf-8").splitlines()
    assert len(lines) == FILES[name]
    assert len(set(lines)) == FILES[name]
    assert all(len(word) in LENGTHS and set(word) <= ALPHABETS[language] for word in lines)
    assert _clash(lines) is None
    never = _never(LOCALES / language / "words_never.txt")
    assert [word for word in lines if never.fullmatch(word)] == []


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_pair_of_a_list_is_two_edits_apart(language: str) -> None:
    words = LISTS.words_of(language)
    assert len(words) == CODE_LIST_SIZE + len(FORMER[language])
    for place, word in enumerate(words):
        assert all(Levenshtein.distance(word, other, score_cutoff=1) > 1 for other in words[:place])


@given(st.text("аб", min_size=1, max_size=6), st.text("аб", min_size=1, max_size=6))
def test_the_search_for_near_words_agrees_with_the_distance(one: str, other: str) -> None:
    assert (_clash([one, other]) is not None) == (Levenshtein.distance(one, other) < 2)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "alarming",
    [{"ru": "граната", "uk": "граната", "en": "grenade"}, {"ru": "могила", "uk": "могила", "en": "grave"},
     {"ru": "пленный", "uk": "полонений", "en": "captive"}, {"ru": "расстрел", "uk": "розстріл", "en": "massacre"},
     {"ru": "фашист", "uk": "фашист", "en": "fascist"}, {"ru": "секс", "uk": "секс", "en": "nude"},
     {"ru": "идиот", "uk": "ідіот", "en": "idiot"}, {"ru": "президент", "uk": "президент", "en": "president"}],
)  # fmt: skip
def test_alarming_words_are_named_and_absent(language: str, alarming: dict[str, str]) -> None:
    word = alarming[language]
    assert _never(LOCALES / language / "words_never.txt").fullmatch(word)
    assert word not in LISTS.languages[language].words


def put(number: int, word: str) -> Callable[[list[str]], list[str]]:
    return lambda lines: [*lines[: number - 1], word, *lines[number:]]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        pytest.param(lambda lines: [*lines[:6], lines[0], *lines[7:]], r":7: .* or the same", id="a duplicate"),
        pytest.param(lambda lines: [*lines[:6], lines[0][:-1], *lines[7:]], r":7: ", id="one letter less"),
        pytest.param(lambda lines: [*lines[:6], lines[0] + lines[0][-1], *lines[7:]], r":7: ", id="one letter more"),
        pytest.param(put(9, "Capital"), r":9: .* small letters", id="a capital"),
        pytest.param(put(9, ""), r":9: ", id="an empty line"),
        pytest.param(put(9, "дoм"), r":9: .* small letters", id="a Latin letter in a Cyrillic word"),
        pytest.param(lambda lines: put(9, lines[0][0] * 3)(lines), r":9: .* letters long", id="too short"),
        pytest.param(lambda lines: put(9, lines[0][0] * 10)(lines), r":9: .* letters long", id="too long"),
        pytest.param(lambda lines: lines[:-1], r" words where \d+ are needed", id="a word too few"),
        pytest.param(lambda lines: [], r"0 words where \d+ are needed", id="empty"),
    ],
)
def test_a_broken_list_is_named_by_file_and_line(
    tmp_path: Path, language: str, name: str, change: Callable[[list[str]], list[str]], complaint: str
) -> None:
    broken = copied(tmp_path, language) / name
    lines = broken.read_text(encoding="utf-8").splitlines()
    broken.write_text("\n".join(change(lines)), encoding="utf-8")
    with pytest.raises(ContentError, match=re.escape(str(broken)) + ".*" + complaint):
        WordLists.load(tmp_path, [language])


@pytest.mark.parametrize(("language", "word"), [("ru", "танкист"), ("uk", "гармата"), ("en", "grenade")])
def test_an_alarming_word_stops_the_start(tmp_path: Path, language: str, word: str) -> None:
    broken = copied(tmp_path, language) / "words.txt"
    lines = broken.read_text(encoding="utf-8").splitlines()
    broken.write_text("\n".join(put(5, word)(lines)), encoding="utf-8")
    with pytest.raises(ContentError, match=r":5: .* refused by words_never\.txt"):
        WordLists.load(tmp_path, [language])


def test_a_missing_or_unreadable_list_is_one_line(tmp_path: Path) -> None:
    folder = copied(tmp_path, "uk")
    (folder / "words.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(ContentError, match=r"words\.txt.*UTF-8"):
        WordLists.load(tmp_path, ["uk"])
    (folder / "words.txt").unlink()
    with pytest.raises(ContentError, match=r"words\.txt.*put the file back"):
        WordLists.load(tmp_path, ["uk"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_code_with_words_that_are_drawn_no_more_is_understood_as_before(language: str) -> None:
    former = sorted(FORMER[language])
    assert len(former) > 100
    dice = random.Random(5)
    for old in former:
        words = (old, *dice.sample([*LISTS.languages[language].words, *former], WORDS_IN_CODE - 1))
        assert LISTS.read(" ".join(words)) == words
        assert LISTS.read(" ".join(words).upper()) == words
        assert LISTS.only_listed(" ".join(words[:3]))
        assert LISTS.unlisted(" ".join(words)) == ()
        assert LISTS.meant(language, old) == (old,)
        assert LISTS.language_of(words) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_stands_in_the_place_of_the_one_before_it(language: str) -> None:
    before = {new: old for old, new in FORMER[language].items()}
    places = [before.get(word, word) for word in LISTS.languages[language].words]
    assert places == sorted(places)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_that_is_drawn_no_more_is_drawn(language: str) -> None:
    never = _never(LOCALES / language / "words_never.txt")
    lists = LISTS.languages[language]
    assert [old for old in FORMER[language] if old in lists.words or old in lists.check_words] == []
    assert [old for old in FORMER[language] if not never.fullmatch(old)] == []
    assert {*FORMER[language].values()} <= {*lists.words}


OLD, NEW = "pilot", "pimento"


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        pytest.param("acorn = pimento", r":1: “acorn” is still drawn", id="drawn and former"),
        pytest.param("wader = submarine", r":1: “submarine” is no word of words\.txt", id="no place"),
        pytest.param(
            "wader = walnut\ntweezers = walnut", r":2: “walnut” stands in the place of “wader”", id="one place"
        ),
        pytest.param("wader = walnut\nwader = waltz", r":2: “wader” stands here twice", id="two lines"),
        pytest.param("wallnut = waltz", r":1: “wallnut” is one slip of the finger from “walnut”", id="one slip"),
        pytest.param("wader", r":1: write “old word = the word in its place”", id="no successor"),
        pytest.param("Wadering = walnut", r":1: “Wadering” has something other than the small letters", id="a capital"),
        pytest.param("# why\n\nwad = walnut", r":3: “wad” is not 4 to 9 letters long", id="too short"),
    ],
)
def test_a_broken_list_of_former_words_is_named_by_file_and_line(tmp_path: Path, line: str, complaint: str) -> None:
    broken = copied(tmp_path, "en") / "words_former.txt"
    broken.write_text(line, encoding="utf-8")
    with pytest.raises(ContentError, match=re.escape(str(broken)) + complaint):
        WordLists.load(tmp_path, ["en"])


def test_a_place_that_changed_twice_understands_both(tmp_path: Path) -> None:
    folder = copied(tmp_path, "en")
    words = (folder / "words.txt").read_text(encoding="utf-8").replace("\npimento\n", "\npersimons\n")
    (folder / "words.txt").write_text(words, encoding="utf-8")
    former = (folder / "words_former.txt").read_text(encoding="utf-8") + "pimento = persimons\n"
    (folder / "words_former.txt").write_text(former, encoding="utf-8")
    lists = WordLists.load(tmp_path, ["en"])
    for word in ("pilot", "pimento", "persimons"):
        assert lists.meant("en", word) == (word,)
    assert "persimons" in lists.languages["en"].words
    assert not {"pilot", "pimento"} & {*lists.languages["en"].words}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_folder_of_a_line_from_before_draws_them_no_more_and_understands_them(tmp_path: Path, language: str) -> None:
    folder = copied(tmp_path, language)
    (folder / "words_former.txt").unlink()
    before = {new: old for old, new in FORMER[language].items()}
    for name in FILES:
        lines = (folder / name).read_text(encoding="utf-8").split()
        (folder / name).write_text("\n".join(before.get(word, word) for word in lines), encoding="utf-8")
    (folder / "words_never.txt").write_text("", encoding="utf-8")
    read = read_words(folder, language)
    assert not any(read.kept.values())
    assert replace(read, kept={}) == replace(read_words(LOCALES / language, language), kept={})


def test_what_a_line_wrote_itself_goes_before_what_ships(tmp_path: Path) -> None:
    folder = copied(tmp_path, "en")
    lines = [OLD if word == NEW else word for word in (folder / "words.txt").read_text(encoding="utf-8").split()]
    near = lines.index("acorn")
    lines[near] = NEW[:-1]
    (folder / "words.txt").write_text("\n".join(lines), encoding="utf-8")
    (folder / "words_former.txt").unlink()
    (folder / "words_never.txt").write_text("", encoding="utf-8")
    read = read_words(folder, "en")
    assert OLD in read.words, "its successor would be one slip from a word of the line's own"
    assert NEW not in read.words
    assert read.kept == {folder / "words.txt": (OLD,), folder / "check_words.txt": ()}
    assert FORMER["en"].items() - read.former.items() == {(OLD, NEW)}


def test_what_a_line_refuses_is_not_put_into_its_lists(tmp_path: Path) -> None:
    folder = copied(tmp_path, "en")
    for name in FILES:
        lines = [OLD if word == NEW else word for word in (folder / name).read_text(encoding="utf-8").split()]
        (folder / name).write_text("\n".join(lines), encoding="utf-8")
    (folder / "words_former.txt").unlink()
    (folder / "words_never.txt").write_text(NEW, encoding="utf-8")
    read = read_words(folder, "en")
    assert NEW not in {*read.words, *read.check_words}
    assert read.kept == {folder / "words.txt": (OLD,), folder / "check_words.txt": (OLD,)}


def copied(root: Path, language: str) -> Path:
    folder = root / language
    folder.mkdir()
    for name in (*FILES, "words_never.txt", "words_former.txt"):
        shutil.copy(LOCALES / language / name, folder / name)
    return folder


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_drawn_equally_often(language: str) -> None:
    numbers = iter(range(2**16))
    times = Counter[str]()
    for _ in range(2**16 // WORDS_IN_CODE):
        times.update(LISTS.draw_code(language, lambda size: next(numbers).to_bytes(size)))
    assert len(times) == CODE_LIST_SIZE
    assert {15, 16} >= set(times.values())
    numbers = iter(range(2**16))
    checks = Counter(LISTS.draw_check_word(language, lambda size: next(numbers).to_bytes(size)) for _ in range(2**16))
    assert set(checks.values()) == {2**16 // CHECK_LIST_SIZE}


def typings(words: tuple[str, ...]) -> dict[str, str]:
    return {
        "as shown": " ".join(words),
        "capitals": " ".join(words).upper(),
        "commas": ", ".join(words) + ".",
        "lines": "\n".join(words),
        "numbered lines": "\n".join(f"{number}. {word}" for number, word in enumerate(words, 1)),
        "numbered in a row": " ".join(f"{number}){word.title()}" for number, word in enumerate(words, 1)),
        "spaces": "  " + "   ".join(words) + " \n",
        "dashes": "-".join(words),
        "quotes and semicolons": "; ".join(f"«{word}»" for word in words),
        "decomposed": unicodedata.normalize("NFD", " ".join(words)),
        "emoji between": "🏠".join(words),
    }


@given(language=languages, seed=seeds)
def test_words_are_read_however_they_are_typed(language: str, seed: int) -> None:
    words = drawn(language, seed)
    for how, text in typings(words).items():
        assert LISTS.read(text) == words, how
        assert LISTS.looks_like_code(text), how
    assert LISTS.read(f"{IN_TEXT[language]}:\n{' '.join(words)}\n?!") == words


@example(language="uk", seed=1566)
@given(language=languages, seed=seeds)
def test_one_slip_in_two_words_gives_the_code_or_nothing(language: str, seed: int) -> None:
    dice = random.Random(seed)
    words = drawn(language, seed)
    typed = list(words)
    for place in dice.sample(range(WORDS_IN_CODE), 2):
        typed[place] = slipped(typed[place], language, dice)
    assert LISTS.read(" ".join(typed)) in {words, None}
    assert LISTS.looks_like_code(" ".join(typed))


def slipped(word: str, language: str, dice: random.Random) -> str:
    letter = dice.choice(sorted(ALPHABETS[language]))
    place = dice.randrange(len(word))
    return dice.choice([word[:place] + letter + word[place:], word[:place] + letter + word[place + 1 :],
                        word[:place] + word[place + 1 :]])  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_slips_are_forgiven(language: str) -> None:
    dice = random.Random(7)
    read = 0
    for seed in range(200):
        words = drawn(language, seed)
        read += LISTS.read(" ".join((slipped(words[0], language, dice), *words[1:]))) == words
    assert read > 170


def test_the_dots_of_yo_and_borrowed_latin_letters_do_not_matter() -> None:
    yo = next(word for word in LISTS.languages["ru"].words if word in {"самолет", "береза", "котенок", "веревка"})
    others = drawn("ru", 3)[1:]
    dotted = {"самолет": "самолёт", "береза": "берёза", "котенок": "котёнок", "веревка": "верёвка"}[yo]
    assert LISTS.read(" ".join((dotted, *others))) == (yo, *others)
    ukrainian = next(code for seed in range(100) if "і" in (code := drawn("uk", seed))[0])
    assert LISTS.read(" ".join(ukrainian).replace("і", "i")) == ukrainian


OTHER_TEXTS = (
    *("", "дом", "12345", "1. 2. 3. 4. 5.", "🏠" * 50, "слово " * 2000, "\ud800", "а" * 4096),
    "Мой брат пропал, где мне узнать о нём?",
    "Хочу спросить, что будет с моей семьёй",
    "Скажіть, будь ласка, що мені робити",
    "Can I bring my phone with me?",
)


@pytest.mark.parametrize("text", OTHER_TEXTS)
def test_other_texts_are_no_code(text: str) -> None:
    assert LISTS.read(text) is None


def test_no_line_of_our_own_texts_reads_as_a_code() -> None:
    texts = [path.read_text(encoding="utf-8") for path in LOCALES.glob("*/*.ftl")]
    lines = [line.partition(" = ")[2] or line for text in texts for line in text.splitlines() if line[:1] != "#"]
    assert len(lines) > 100
    assert [line for line in lines if LISTS.read(line) is not None] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_code_inside_a_long_story_is_asked_about_not_used(language: str) -> None:
    story = "x " * 20 + " ".join(drawn(language, 5)) + " x" * 20
    assert LISTS.read(story) is None
    assert LISTS.looks_like_code(story)


@pytest.mark.parametrize("language", LANGUAGES)
def test_four_words_or_six_are_no_code_but_look_like_one(language: str) -> None:
    words = drawn(language, 11)
    for typed in (words[:4], (*words, drawn(language, 12)[0]), words[:3]):
        assert LISTS.read(" ".join(typed)) is None
        assert LISTS.looks_like_code(" ".join(typed))
    assert not LISTS.looks_like_code(" ".join(words[:2]))


def test_the_words_of_two_languages_do_not_mix() -> None:
    assert LISTS.read(" ".join((*drawn("ru", 1)[:3], *drawn("en", 1)[:2]))) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_slip_in_each_of_three_words_is_forgiven(language: str) -> None:
    dice = random.Random(13)
    read = 0
    for seed in range(100):
        words = drawn(language, seed)
        typed = [slipped(word, language, dice) if place < 3 else word for place, word in enumerate(words)]
        found = LISTS.read(" ".join(typed))
        assert found in {words, None}
        read += found == words
    assert read > 60


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_a_word_in_nothing_but_borrowed_latin_letters_is_read(language: str) -> None:
    twins = str.maketrans("авсенікмортху", "abcehikmoptxy")
    borrowed = next(word for word in LISTS.languages[language].words if word.translate(twins).isascii())
    words = (borrowed, *drawn(language, 3)[1:])
    assert LISTS.read(" ".join((borrowed.translate(twins).upper(), *words[1:]))) == words


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", range(1, 6))
def test_the_word_that_is_in_no_list_is_named_by_its_place(language: str, place: int) -> None:
    typed = list(drawn(language, 21))
    typed[place - 1] = "qwrtzpsd" if language == "en" else "щщщщщжжж"
    assert LISTS.read(" ".join(typed)) is None
    assert LISTS.unlisted(", ".join(typed) + "!") == (place,)


def test_where_every_word_is_listed_none_is_named() -> None:
    assert LISTS.unlisted(" ".join(drawn("ru", 4))) == ()
    assert LISTS.unlisted("") == ()
