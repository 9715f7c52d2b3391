### Заявки. Ключі: flow-<заявка>, flow-<заявка>-<крок>, до них -short (для підсумку), -why і варіанти відповіді.
### Правила: не питати ім’я, звання, частину, місце, шлях, числа, документи. Нічого не обіцяти. Короткі речення.

## Служить
flow-soldier = <b>Кілька коротких запитань.</b> Імена не потрібні. Будь-яке запитання можна пропустити.

flow-soldier-safe = Вам зараз безпечно писати?
flow-soldier-safe-short = Безпечно писати
flow-soldier-safe-why = Якщо хтось бачить ваш екран, краще зупинитися. Оператор побачить, що писати вам треба обережно.
flow-soldier-safe-yes = Так, ніхто не бачить
flow-soldier-safe-unsure = Точно не знаю
flow-soldier-safe-no = Ні, зараз небезпечно

flow-soldier-pause =
    Тоді зараз краще зупинитися. Натисніть «Вийти» і закрийте чат.

    Якщо нема ні PIN-коду, ні п’яти слів, ненадіслане при цьому зітреться.
    Поверніться, коли поруч нікого не буде.

    Якщо треба стерти все, надішліть /delete.

flow-soldier-health = Ви поранені чи хворі?
flow-soldier-health-short = Поранення чи хвороба
flow-soldier-health-why = Термінові повідомлення оператори бачать раніше за інші. Описувати рану не треба.
flow-soldier-health-well = Ні
flow-soldier-health-can-wait = Так, але це може зачекати
flow-soldier-health-urgent = Так, допомога потрібна зараз

flow-soldier-company =
    Ідеться лише про вас чи про кількох людей?

    Імен не пишіть. Скільки вас, теж не пишіть.
flow-soldier-company-short = Про кого йдеться
flow-soldier-company-why = Кожен вирішує сам за себе. Оператору важливо знати, чи йдеться про одну людину.
flow-soldier-company-alone = Лише про мене
flow-soldier-company-group = Про кількох людей
flow-soldier-company-unsure = Поки не знаю

flow-soldier-phone = Чий це телефон?
flow-soldier-phone-short = Телефон
flow-soldier-phone-why = Відповідь може прийти, коли телефон у чужих руках. Оператор побачить, що ви обрали.
flow-soldier-phone-mine = Мій, користуюся лише я
flow-soldier-phone-shared = Ним користуються й інші
flow-soldier-phone-may-lose = Його можуть відібрати

flow-soldier-tell =
    Що ви хочете запитати чи розповісти? Напишіть своїми словами.

    Не пишіть імені, частини й місця, де ви.
flow-soldier-tell-short = Ваші слова
flow-soldier-tell-why = Щоб оператор відповів про те, що важливо вам. Досить і однієї фрази.

flow-soldier-reply = Як оператору вам відповісти?
flow-soldier-reply-short = Як відповісти
flow-soldier-reply-why = Відповідь у невдалу хвилину може бути небезпечною. Оператори побачать, що ви обрали. Але обіцяти, що відповідь не прийде раніше, ми не можемо.
flow-soldier-reply-here = Сюди, якнайшвидше
flow-soldier-reply-after-me = Лише коли я знову напишу
flow-soldier-reply-with-code = Повернуся зі своїми п’ятьма словами

## Мобілізували
flow-mobilized = { flow-soldier }

flow-mobilized-safe = { flow-soldier-safe }
flow-mobilized-safe-short = { flow-soldier-safe-short }
flow-mobilized-safe-why = { flow-soldier-safe-why }
flow-mobilized-safe-yes = { flow-soldier-safe-yes }
flow-mobilized-safe-unsure = { flow-soldier-safe-unsure }
flow-mobilized-safe-no = { flow-soldier-safe-no }

flow-mobilized-pause = { flow-soldier-pause }

flow-mobilized-stage =
    Як далеко все зайшло?

    Не пишіть, де ви перебуваєте.
flow-mobilized-stage-short = Як далеко зайшло
flow-mobilized-stage-why = Від цього залежить відповідь. Дати й місця не потрібні.
flow-mobilized-stage-papers = Папери вже є, я вдома
flow-mobilized-stage-training = Вже в армії, на підготовці
flow-mobilized-stage-leaving-soon = Цими днями мають відправити
flow-mobilized-stage-other = Інше

flow-mobilized-want = Що ви хочете дізнатися?
flow-mobilized-want-short = Що вам потрібно
flow-mobilized-want-why = Щоб відповідь була про те, що вам потрібно. Потім це можна змінити.
flow-mobilized-want-stay-out = Як за законом не потрапити на фронт
flow-mobilized-want-surrender = Як відбувається здача в полон
flow-mobilized-want-both = І те, і те
flow-mobilized-want-unsure = Поки не знаю

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

## Можуть мобілізувати
flow-maybe = { flow-soldier }

flow-maybe-safe = { flow-soldier-safe }
flow-maybe-safe-short = { flow-soldier-safe-short }
flow-maybe-safe-why = { flow-soldier-safe-why }
flow-maybe-safe-yes = { flow-soldier-safe-yes }
flow-maybe-safe-unsure = { flow-soldier-safe-unsure }
flow-maybe-safe-no = { flow-soldier-safe-no }

flow-maybe-pause = { flow-soldier-pause }

flow-maybe-summons = Повістка вже є?
flow-maybe-summons-short = Повістка
flow-maybe-summons-why = Від цього залежить відповідь. Дати й документи не потрібні.
flow-maybe-summons-got-one = Так, є
flow-maybe-summons-expected = Поки немає, але чекаю
flow-maybe-summons-none = Ні

flow-maybe-want = Що вам потрібно?
flow-maybe-want-short = Що вам потрібно
flow-maybe-want-why = Щоб відповідь була про те, що вам потрібно. Потім це можна змінити.
flow-maybe-want-know-rights = Дізнатися свої права
flow-maybe-want-just-in-case = Подати заявку про всяк випадок
flow-maybe-want-both = І те, і те

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
