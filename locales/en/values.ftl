### Answers that are a day, a number, a place, a voice or a picture: one calm line where something could not be read.
### Nothing here may sound like a fault of the writer: his words are kept as he wrote them.

given-read = { $read }
given-as-written = “{ $words }” (as written)
given-media = recordings and pictures: { $count }
given-parts = { $parts }

hint-date-unread = Kept as you wrote it. You can write it again like this: 03.05.1990. Or press “Next”.
hint-date-year = That is a year, and it is kept. Please add day and month, or press “Next”.
hint-date-no-such-day = There is no such day. Your words are kept. Write it again like this: 03.05.1990. Or press “Next”.
hint-date-to-come = That day has not come yet. Your words are kept. Write it again, or press “Next”.
hint-phone-unread = Kept as you wrote it. You can write the number again, with + in front. Or press “Next”.
hint-phone-country = Kept as you wrote it. Please write it again with + and the country code. Or press “Next”.
hint-place-odd = Kept as you wrote it. A digit seems to be missing or too many. Write it again, or press “Next”.
hint-place-unread = Kept as you wrote it. No such point is on the map. Write it again, or press “Next”.
hint-place-live = The place is kept as it was this moment. Please stop sharing it in Telegram. Then press “Next”.
hint-media-kept = Kept, and removed from the chat. Send one more, or press “Next”.
hint-media-full = There is no more room. This one is not kept; the bot removes it later. Press “Next”.

desk-value-read = { $read } (written: { $words })
desk-value-as-written = { $words } (as written, not read as such)

person-refused-document = A file cannot be passed on: it can carry hidden data about you. It was removed from the chat. Send a picture as a photo, or write.
