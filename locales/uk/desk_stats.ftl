# Статистика для операторів: словами й на картинці. Дні рахуються за UTC.
desk-command-stats = цифри й картинка: /stats день, тиждень або місяць
desk-stats-which = За який строк? /stats день, /stats тиждень або /stats місяць
desk-stats-period-day = день сьогодні доба
desk-stats-period-week = тиждень
desk-stats-period-month = місяць
desk-stats-head = <b>Лінія за { $days }</b> (дні за UTC)
desk-stats-title = Лінія за { $days }
desk-stats-opened = <b>Нових: { $count }</b>
desk-stats-taken = <b>Узято: { $count }</b>
desk-stats-closed = <b>Закрито: { $count }</b>
desk-stats-opened-title = Нових: { $count }
desk-stats-taken-title = Узято: { $count }
desk-stats-closed-title = Закрито: { $count }
desk-stats-by-day = за днями — { $counts }
desk-stats-by-door = хто — { $counts }
desk-stats-doors-title = Нові: хто пише
desk-stats-languages = <b>Мови</b> — { $counts }
desk-stats-languages-title = Нові: якою мовою
desk-stats-others = інші
desk-stats-rest = { $name } і всі інші
desk-stats-few = менше п’яти
desk-stats-few-picture = менше п’яти, не показуємо
desk-stats-few-note = Менше п’яти не показуємо: такі дні, двері й мови додано до сусідніх.
desk-stats-picture-note =
    Дні за UTC. Менше п’яти не показуємо:
    таке додано до сусіднього.
desk-stats-waits = <b>Перша відповідь</b>: у половини { $median }, у дев’яти з десяти { $ninety }
desk-stats-median = <b>Перша відповідь</b>: у половини { $median }
desk-stats-no-waits = <b>Перша відповідь</b>: відповідей менше п’яти, не показуємо
desk-stats-minutes = до { $count } хв
desk-stats-hours = до { $count } год
desk-stats-longer = понад 48 год
desk-stats-now = <b>Зараз</b>: ніхто не взяв — { $untaken }, у роботі — { $open }
desk-stats-undelivered = <b>Не доставлено відповідей</b>: { $count }
desk-stats-no-picture = Картинку намалювати не вдалося. Усі цифри — у повідомленні вище.
