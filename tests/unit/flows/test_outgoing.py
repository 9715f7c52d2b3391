"""Frozen examples of operators' words: what must wait for a second operator, and what may go at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.flows.outgoing import Why, why
from bot.messages import Media
from tests.switched import shipped

if TYPE_CHECKING:
    from bot.flows.model import Book

POINTS = (
    "48.51234, 37.98765",
    "48,51 37,99",
    "идите на 48.5123 37.9876",
    "широта 48.51 долгота 37.99",
    "lat 48.5 lon 37.8",
    "48°30'15\"N 37°59'10\"E",
    "N48 30.252 E037 59.166",
    "48 30 15 N, 37 59 10 E",
    "48 град 30 мин северной широты",
    "48 градусов 30 минут",
    "37U DQ 1234 5678",
    "37 у dq 12345 67890",
    "DQ 1234 5678",
    "квадрат 4512, по улитке 5",
    "у квадраті 45-12",
    "grid square 4512",
    "Х 5412345 У 7412345",
    "37U 412345 5371234",
    "9G8F+6W Київ",
    "8GV3GX9F+22",
    "азимут 270, триста шагов",
    "держите азимут на столб",
    "48.512345",
    "４８．５１２３, ３７．９８７６",
)
MAPS = (
    "https://maps.app.goo.gl/abcDEF",
    "https://www.google.com/maps?q=48.5,37.9",
    "yandex.ru/maps/-/CDabc",
    "https://maps.apple.com/?ll=1,2",
    "https://osm.org/go/0abc",
    "https://deepstatemap.live/#12",
    "https://2gis.ru/geo/1",
    "geo:48.5,37.9",
    "///стол.лампа.окно",
    "https://omaps.app/abc",
    "https://bit.ly/3abcd",
    "https://w3w.co/table.lamp.window",
)
MEETINGS = (
    "Завтра в 5 утра у моста",
    "Приходите в 05:30 к лесополосе",
    "В четыре утра выходите к реке с белой тканью",
    "Через два часа вас встретят на окраине",
    "Сегодня ночью идите вдоль дороги на запад",
    "Как стемнеет, ползите к опорнику",
    "Иди сейчас к мосту",
    "Немедленно выходите из окопа",
    "Жди до 22:00 возле школы",
    "В Покровск к 18:00",
    "25.11 у Жёлтого, трасса М-03",
    "в полночь пройдите 300 метров",
    "Завтра о 5 ранку біля мосту",
    "Вночі рухайтеся вздовж дороги",
    "За годину на околиці села",
    "Зараз ідіть до річки",
    "О п'ятій ранку перейдіть місток",
    "Чекайте до 22:00 біля Бахмута",
    "Tomorrow at 5 am at the bridge",
    "Come to the treeline at 05:30",
    "Go to the river now",
    "Wait until dark, then cross the field",
    "In two hours they pick you up at the crossroads",
    "We meet at dawn, 300 metres north of the church",
    "zavtra v 5 utra u mosta",
    "Be at the bridge at five",
    "Come to the crossroads by ten",
    "At half six by the church",
    "Будь у моста в пять",
    "К шести у переправы",
    "После трёх идите в лес",
    "Полпятого у школы",
    "Будь біля мосту о п'ятій",
    "До шостої біля школи",
    "О пів на сьому на околиці",
    "Виходьте на шосту до ставка",
    "tonight near Bakhmut",
)
HARMLESS = (
    "",
    "Здравствуйте. Мы вас читаем. Проверочное слово вы видите выше.",
    "Вам безопасно сейчас читать?",
    "Вам безпечно зараз читати?",
    "Are you safe to read now?",
    "Подождите, пожалуйста. Я отвечу через 20 минут.",
    "Завтра утром я снова на смене и отвечу.",
    "Завтра в 9:00 вам ответит другой оператор.",
    "Я відповім завтра зранку.",
    "I will answer tomorrow morning at 9.",
    "Не пишите, где вы находитесь: ни село, ни координаты.",
    "Не пишіть координат і назви села.",
    "Do not write where you are: no village, no coordinates.",
    "Белая ткань и пустые поднятые руки: так видно, что вы не нападаете.",
    "В Украине действует Женевская конвенция 1949 года, статьи 13 и 17.",
    "The Geneva Convention of 1949 binds Ukraine, articles 13 and 17.",
    "Вас трое? Кто-нибудь ранен?",
    "Вы в окопе один?",
    "Are you alone in the trench?",
    "Позвоните по номеру 8 800 123 45 67, если сможете.",
    "Цена 3.50 и 4.20",
    "Передача до 25 кг, два письма и четыре карточки в месяц.",
    "Up to 25 kg, two letters and four cards a month.",
    "Температура 38.5, давление 120 на 80",
    "You are not alone. We stay with you now.",
    "Ви не самі. Ми зараз поруч.",
    "Добрый вечер! Чем помочь?",
    "Good evening. How can we help?",
)
BEFORE = (
    (("Приходите к мосту у школы.",), "Завтра в пять утра."),
    (("Завтра в 5:00",), "У моста"),
    (("Come to the bridge.", "Are you well?"), "At 5 am."),
    (("О п'ятій ранку.", "Так?"), "Біля річки."),
)
NOT_BEFORE = (
    (("Завтра в 5:00 у моста",), "Вы меня поняли?"),
    (("Иди к мосту",), "Вам страшно?"),
    (("I will answer tomorrow.",), "Are you well?"),
)


@pytest.fixture(scope="module")
def book() -> Book:
    return shipped()


@pytest.mark.parametrize("text", POINTS)
def test_a_point_waits(book: Book, text: str) -> None:
    assert Why.POINT in why(book, text)


@pytest.mark.parametrize("text", MAPS)
def test_a_map_waits(book: Book, text: str) -> None:
    assert Why.MAP in why(book, f"Смотрите: {text}")


@pytest.mark.parametrize("text", MEETINGS)
def test_a_time_with_a_place_waits(book: Book, text: str) -> None:
    assert Why.MEETING in why(book, text)


@pytest.mark.parametrize("text", HARMLESS)
def test_everything_else_goes_at_once(book: Book, text: str) -> None:
    assert why(book, text) == ()


@pytest.mark.parametrize(("before", "text"), BEFORE)
def test_a_time_and_its_place_are_seen_in_two_messages(book: Book, before: tuple[str, ...], text: str) -> None:
    assert why(book, text) == ()
    assert why(book, text, before=before) == (Why.MEETING,)


@pytest.mark.parametrize(("before", "text"), NOT_BEFORE)
def test_what_was_released_before_does_not_hold_up_what_follows(book: Book, before: tuple[str, ...], text: str) -> None:
    assert why(book, text, before=before) == ()


def test_a_place_from_the_map_always_waits_and_a_picture_does_not(book: Book) -> None:
    assert why(book, "", media=Media(kind="location", latitude=1.0, longitude=2.0)) == (Why.LOCATION,)
    assert why(book, "", media=Media(kind="photo", file_id="f")) == ()


def test_hardly_any_answer_of_the_knowledge_base_would_have_to_wait(book: Book) -> None:
    texts = [book.texts.plain(language, f"answer-{key}") for language in book.texts.languages for key in book.answers]
    assert sum(bool(why(book, text)) for text in texts) <= len(texts) // 50
