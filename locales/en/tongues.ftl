### Languages the bot does not speak: their lines stand in tongues.toml, each shown once it is approved.

button-tongues = 🌐 Other language
tongues = Press your language. Then write or speak.
tongue-line = <b>{ $name }</b>: { $line }
tongue-name = { $name }

## What operators see

desk-card-tongue = Writes in: { $name } ({ $english })
