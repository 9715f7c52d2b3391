# Статистика для операторов: словами и на картинке. Дни считаются по UTC.
desk-command-stats = цифры и картинка: /stats день, неделя или месяц
desk-stats-which = За какой срок? /stats день, /stats неделя или /stats месяц
desk-stats-period-day = день сегодня сутки
desk-stats-period-week = неделя неделю
desk-stats-period-month = месяц
desk-stats-head = <b>Линия за { $days }</b> (дни по UTC)
desk-stats-title = Линия за { $days }
desk-stats-opened = <b>Новых: { $count }</b>
desk-stats-taken = <b>Взято: { $count }</b>
desk-stats-closed = <b>Закрыто: { $count }</b>
desk-stats-opened-title = Новых: { $count }
desk-stats-taken-title = Взято: { $count }
desk-stats-closed-title = Закрыто: { $count }
desk-stats-by-day = по дням — { $counts }
desk-stats-by-door = кто — { $counts }
desk-stats-doors-title = Новые: кто пишет
desk-stats-languages = <b>Языки</b> — { $counts }
desk-stats-languages-title = Новые: на каком языке
desk-stats-others = другие
desk-stats-rest = { $name } и все остальные
desk-stats-few = меньше пяти
desk-stats-few-picture = меньше пяти, не показываем
desk-stats-few-note = Меньше пяти не показываем: такие дни, двери и языки сложены с соседними.
desk-stats-picture-note =
    Дни по UTC. Меньше пяти не показываем:
    такое сложено с соседним.
desk-stats-waits = <b>Первый ответ</b>: у половины { $median }, у девяти из десяти { $ninety }
desk-stats-median = <b>Первый ответ</b>: у половины { $median }
desk-stats-no-waits = <b>Первый ответ</b>: ответов меньше пяти, не показываем
desk-stats-minutes = до { $count } мин
desk-stats-hours = до { $count } ч
desk-stats-longer = больше 48 ч
desk-stats-now = <b>Сейчас</b>: никто не взял — { $untaken }, в работе — { $open }
desk-stats-undelivered = <b>Не доставлено ответов</b>: { $count }
desk-stats-no-picture = Картинку нарисовать не удалось. Все цифры — в сообщении выше.
