### When the line changes its bot.

desk-succeeded =
    🤖 The line now answers as @{ $bot }: Telegram refuses its former bot, or you changed it. Open cases: { $count }; their cards are new. Whoever wrote to the former bot can be reached once he writes to this one. Put the new bot’s name wherever the former one stood.
desk-came-over = 🤖 <b>{ $alias }</b>: its person has come over to @{ $bot } and can be reached again.
desk-elsewhere = 🤖 Not yet come over to this bot. Until then your answers do not arrive.
signpost = We answer at @{ $bot } now. Please write there. What you write here does not reach us. Delete this chat afterwards.
