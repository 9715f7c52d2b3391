### Языки, на которых бот не говорит: строки лежат в tongues.toml, каждая видна только после одобрения.

button-tongues = 🌐 Другой язык
tongues = Нажмите свой язык. Потом пишите или говорите.
tongue-line = <b>{ $name }</b>: { $line }
tongue-name = { $name }

## What operators see

desk-card-tongue = Пишет на языке: { $name } ({ $english })
