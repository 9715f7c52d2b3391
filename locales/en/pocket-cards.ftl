### A pocket card and a poster, printed by `python -m bot pocket-cards`. A card may be found in a search.

cards-title = Cards and poster: @{ $bot }
cards-sample = SAMPLE

## The sheet for whoever prints and hands out

cards-first = Read this before you hand one out
cards-danger = Give no card to a man at the front or on his way there. Found in a search, it may cost him his life.
cards-learn = Say the bot's name to him aloud. Let him learn it and carry nothing.
cards-try = First point a camera at the code on a printed sheet. Compare the bot's name and number with those here.
cards-fakes = Fake bots differ by one letter. Print no cards that somebody else sent you.
cards-where = Hang no poster near a recruiting office or a barracks. They watch who stops to read.
cards-checked = The contacts on this sheet were last checked on { $date }. If one stops answering, destroy all that was printed.

## The card

card-number = Bot number: { $number }
card-spare = Spare bot: @{ $bot }
card-never = We never write first. We never ask for money or codes.
card-burn = Learn the name. Take no card to the front: in a search it is dangerous.

## The poster

poster-head = You can ask without deciding anything
poster-soldier = How to surrender and stay alive
poster-mobilized = What to do about a summons, or once mobilized
poster-captivity = What captivity is, and what the Geneva Conventions say about it
poster-family = Where to look for somebody missing or captured
poster-name = You need not give your name.
poster-telegram = Telegram itself sees what you write to the bot. Write when nobody sees your screen.
