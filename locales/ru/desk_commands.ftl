# Команды операторов: что они делают и что отвечает бот, если выполнить нельзя.
desk-help-line = /{ $name } — { $what }
desk-help-line-group = /{ $name } — { $what } (в группе)
desk-help-line-private = /{ $name } — { $what } (в личном чате)
desk-help-supervisors = <b>Для старших</b>
desk-command-start = начать
desk-command-help = как здесь всё устроено и все команды
desk-command-unknown = Команды /{ $name } нет. Ничего не отправлено. Все команды: /help
desk-command-not-group = /{ $name } работает только в вашем личном чате со мной.
desk-command-not-private = /{ $name } работает только в группе операторов.
desk-command-supervisors = /{ $name } — только для старших, администраторов этой группы.
desk-command-anonymous = Вы пишете как анонимный администратор. Читать можно, действовать нельзя. Сначала выключите анонимность.
desk-command-members = Это могут только участники группы операторов.
desk-command-which = Какое обращение? Напишите /{ $name } в его комнате, в ответ на карточку или с кодом: /{ $name } K7WQ2M
desk-command-closed = { $alias } закрыто. Сервер его больше не прочтёт. Открыть снова могут только пять слов этого человека.
desk-press-supervisors = Эту кнопку нажимают только старшие, администраторы группы.
desk-not-yours = Эту кнопку нажимают только участники группы операторов.
