### Заявки. Ключи: flow-<заявка>, flow-<заявка>-<шаг>, к ним -short (для сводки), -why и варианты ответа.
### Правила: не спрашивать имя, звание, часть, место, путь, числа, документы. Ничего не обещать. Короткие предложения.

## Служит
flow-soldier =
    <b>Несколько коротких вопросов.</b> Имена не нужны. Любой вопрос можно пропустить.

flow-soldier-safe = Вам сейчас безопасно писать?
flow-soldier-safe-short = Безопасно писать
flow-soldier-safe-why = Если кто-то видит ваш экран, лучше остановиться. А оператор увидит, что писать вам надо осторожно.
flow-soldier-safe-yes = Да, никто не видит
flow-soldier-safe-unsure = Точно не знаю
flow-soldier-safe-no = Нет

flow-soldier-pause =
    Тогда сейчас лучше остановиться. Нажмите «Выйти» и закройте чат.

    Если нет ни PIN-кода, ни пяти слов, неотправленное при этом сотрётся.
    Вернитесь, когда рядом никого не будет.

    Если нужно стереть всё, отправьте /delete.

flow-soldier-health = Вы ранены или больны?
flow-soldier-health-short = Рана или болезнь
flow-soldier-health-why = Срочные сообщения операторы видят раньше остальных. Описывать рану не нужно.
flow-soldier-health-well = Нет
flow-soldier-health-can-wait = Да, но это может подождать
flow-soldier-health-urgent = Да, помощь нужна сейчас

flow-soldier-company =
    Речь только о вас или о нескольких людях?

    Имён не пишите. Сколько вас, тоже не пишите.
flow-soldier-company-short = Только вы или нет
flow-soldier-company-why = Каждый решает сам за себя. Оператору важно знать, говорит он с одним или с несколькими.
flow-soldier-company-alone = Только обо мне
flow-soldier-company-group = О нескольких людях
flow-soldier-company-unsure = Пока не знаю

flow-soldier-phone = Чей это телефон?
flow-soldier-phone-short = Телефон
flow-soldier-phone-why = Ответ может прийти, когда телефон в чужих руках. Оператор увидит, что вы выбрали.
flow-soldier-phone-mine = Мой, пользуюсь только я
flow-soldier-phone-shared = Им пользуются и другие
flow-soldier-phone-may-lose = Его могут отобрать

flow-soldier-tell =
    Что вы хотите спросить или рассказать? Напишите своими словами.

    Не пишите имя, часть и где вы находитесь.
flow-soldier-tell-short = Ваши слова
flow-soldier-tell-why = Чтобы оператор ответил о том, что важно вам. Хватит и одной фразы.

flow-soldier-reply = Как оператору вам ответить?
flow-soldier-reply-short = Как ответить
flow-soldier-reply-why = Ответ в неподходящую минуту может быть опасен. Операторы увидят, что вы выбрали. Но обещать, что ответ не придёт раньше, мы не можем.
flow-soldier-reply-here = Сюда, как можно скорее
flow-soldier-reply-after-me = Только когда я снова напишу
flow-soldier-reply-with-code = Вернусь со своими пятью словами

## Мобилизовали
flow-mobilized = { flow-soldier }

flow-mobilized-safe = { flow-soldier-safe }
flow-mobilized-safe-short = { flow-soldier-safe-short }
flow-mobilized-safe-why = { flow-soldier-safe-why }
flow-mobilized-safe-yes = { flow-soldier-safe-yes }
flow-mobilized-safe-unsure = { flow-soldier-safe-unsure }
flow-mobilized-safe-no = { flow-soldier-safe-no }

flow-mobilized-pause = { flow-soldier-pause }

flow-mobilized-stage =
    Как далеко всё зашло?

    Не пишите, где вы находитесь.
flow-mobilized-stage-short = Как далеко зашло
flow-mobilized-stage-why = От этого зависит, о чём вам ответит оператор.
flow-mobilized-stage-papers = Бумаги уже есть, я дома
flow-mobilized-stage-training = Уже в армии, на подготовке
flow-mobilized-stage-leaving-soon = На днях должны отправить
flow-mobilized-stage-other = Другое

flow-mobilized-want = Что вы хотите узнать?
flow-mobilized-want-short = Что вам нужно
flow-mobilized-want-why = Чтобы ответ был о том, что вам нужно. Потом это можно изменить.
flow-mobilized-want-stay-out = Как по закону не попасть на фронт
flow-mobilized-want-surrender = Как проходит сдача в плен
flow-mobilized-want-both = И то и другое
flow-mobilized-want-unsure = Пока не знаю

flow-mobilized-phone = { flow-soldier-phone }
flow-mobilized-phone-short = { flow-soldier-phone-short }
flow-mobilized-phone-why = { flow-soldier-phone-why }
flow-mobilized-phone-mine = { flow-soldier-phone-mine }
flow-mobilized-phone-shared = { flow-soldier-phone-shared }
flow-mobilized-phone-may-lose = { flow-soldier-phone-may-lose }

flow-mobilized-tell = { flow-soldier-tell }
flow-mobilized-tell-short = { flow-soldier-tell-short }
flow-mobilized-tell-why = { flow-soldier-tell-why }

flow-mobilized-reply = { flow-soldier-reply }
flow-mobilized-reply-short = { flow-soldier-reply-short }
flow-mobilized-reply-why = { flow-soldier-reply-why }
flow-mobilized-reply-here = { flow-soldier-reply-here }
flow-mobilized-reply-after-me = { flow-soldier-reply-after-me }
flow-mobilized-reply-with-code = { flow-soldier-reply-with-code }

## Могут мобилизовать
flow-maybe = { flow-soldier }

flow-maybe-safe = { flow-soldier-safe }
flow-maybe-safe-short = { flow-soldier-safe-short }
flow-maybe-safe-why = { flow-soldier-safe-why }
flow-maybe-safe-yes = { flow-soldier-safe-yes }
flow-maybe-safe-unsure = { flow-soldier-safe-unsure }
flow-maybe-safe-no = { flow-soldier-safe-no }

flow-maybe-pause = { flow-soldier-pause }

flow-maybe-summons = Повестка уже есть?
flow-maybe-summons-short = Повестка
flow-maybe-summons-why = От этого зависит ответ. Даты и документы не нужны.
flow-maybe-summons-got-one = Да, есть
flow-maybe-summons-expected = Пока нет, но жду
flow-maybe-summons-none = Нет

flow-maybe-want = Что вам нужно?
flow-maybe-want-short = Что вам нужно
flow-maybe-want-why = Чтобы ответ был о том, что вам нужно. Потом это можно изменить.
flow-maybe-want-know-rights = Узнать свои права
flow-maybe-want-just-in-case = Оставить заявку на всякий случай
flow-maybe-want-both = И то и другое

flow-maybe-phone = { flow-soldier-phone }
flow-maybe-phone-short = { flow-soldier-phone-short }
flow-maybe-phone-why = { flow-soldier-phone-why }
flow-maybe-phone-mine = { flow-soldier-phone-mine }
flow-maybe-phone-shared = { flow-soldier-phone-shared }
flow-maybe-phone-may-lose = { flow-soldier-phone-may-lose }

flow-maybe-tell = { flow-soldier-tell }
flow-maybe-tell-short = { flow-soldier-tell-short }
flow-maybe-tell-why = { flow-soldier-tell-why }

flow-maybe-reply = { flow-soldier-reply }
flow-maybe-reply-short = { flow-soldier-reply-short }
flow-maybe-reply-why = { flow-soldier-reply-why }
flow-maybe-reply-here = { flow-soldier-reply-here }
flow-maybe-reply-after-me = { flow-soldier-reply-after-me }
flow-maybe-reply-with-code = { flow-soldier-reply-with-code }
