### Мови, якими бот не говорить: рядки лежать у tongues.toml, кожен видно лише після схвалення.

button-tongues = 🌐 Інша мова
tongues = Натисніть свою мову. Потім пишіть або говоріть.
tongue-line = <b>{ $name }</b>: { $line }
tongue-name = { $name }

## What operators see

desk-card-tongue = Пише мовою: { $name } ({ $english })
