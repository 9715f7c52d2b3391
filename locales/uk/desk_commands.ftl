# Команди операторів: що вони роблять і що відповідає бот, якщо виконати не можна.
desk-help-line = /{ $name } — { $what }
desk-help-line-group = /{ $name } — { $what } (у групі)
desk-help-line-private = /{ $name } — { $what } (в особистому чаті)
desk-help-supervisors = <b>Для старших</b>
desk-command-start = почати
desk-command-help = як тут усе влаштовано і всі команди
desk-command-unknown = Команди /{ $name } немає. Нічого не надіслано. Усі команди: /help
desk-command-not-group = /{ $name } працює лише у вашому особистому чаті зі мною.
desk-command-not-private = /{ $name } працює лише в групі операторів.
desk-command-supervisors = /{ $name } — лише для старших, адміністраторів цієї групи.
desk-command-anonymous = Ви пишете як анонімний адміністратор. Читати можна, діяти ні. Спершу вимкніть анонімність.
desk-command-members = Це можуть лише учасники групи операторів.
desk-command-which = Яке звернення? Напишіть /{ $name } у його кімнаті, у відповідь на картку або з кодом: /{ $name } K7WQ2M
desk-command-closed = { $alias } закрито. Сервер його більше не прочитає. Відкрити знову можуть лише п’ять слів цієї людини.
desk-press-supervisors = Цю кнопку натискають лише старші, адміністратори групи.
desk-not-yours = Цю кнопку натискають лише учасники групи операторів.
