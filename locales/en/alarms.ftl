### What supervisors are told when something must be seen to, and when it is over.

desk-alarm-away =
    ⚠️ For about { $hours ->
        [one] { $hours } hour
       *[other] { $hours } hours
    } the line was off, or cut off from Telegram. It works again. What people wrote meanwhile waited at Telegram and is coming in.
desk-alarm-away-long =
    ⚠️ For about { $hours ->
        [one] { $hours } hour
       *[other] { $hours } hours
    } the line was off, or cut off from Telegram. It works again. What waited at Telegram for more than 24 hours is lost; the rest is coming in.
desk-alarm-silent = 🔴 Telegram has not answered for an hour. What people write waits there, and is lost after 24 hours. Ask whoever runs the server to look at its network.
desk-alarm-silent-over = ✅ Telegram answers again. What waited there is coming in.
desk-alarm-contested = 🔴 Another program fetches this bot’s messages. Is the bot running twice? If not, somebody has its token. Tell whoever runs the server: it needs a new one (@BotFather, /revoke).
desk-alarm-contested-over = ✅ Nobody else fetches the bot’s messages any more.
desk-alarm-hooked = 🔴 Somebody told Telegram to send this bot’s messages elsewhere. The bot has undone it. Whoever did it has the token. Tell whoever runs the server: it needs a new one (@BotFather, /revoke).
desk-alarm-hooked-over = ✅ For an hour nobody has sent the bot’s messages elsewhere. The token is still the same unless you changed it.
desk-alarm-backlog = 🔴 What people wrote { $count } min ago is not handled yet. The server is too slow, or something holds it up. Ask whoever runs it to look at its log.
desk-alarm-backlog-over = ✅ What people write is handled at once again.
desk-alarm-unsent = 🔴 An urgent message has not gone out for { $count } min. Please look into the group yourself.
desk-alarm-unsent-over = ✅ No urgent message waits any more.
desk-alarm-letters = ⚠️ Could not be handled or delivered, put aside: { $count }. See the server’s log.
desk-alarm-letters-over = ✅ For a day nothing more was put aside.
desk-alarm-missed = ⚠️ Messages stay in people’s chats that should have gone: Telegram deletes nothing after 48 hours. Only the people themselves can remove them.
desk-alarm-missed-over = ✅ For a day every message that had to go has gone.
desk-alarm-disk = 🔴 The server’s disk is nearly full: { $count } MB are left. When it is full, the bot takes in no message at all. Tell whoever runs the server.
desk-alarm-disk-over = ✅ The server’s disk has room again.
desk-alarm-epochs = 🔴 The nightly change of keys is late: the newest key is { $count } h old. Until it is done, what was closed or erased is not forgotten. Tell whoever runs the server: python -m bot check.
desk-alarm-epochs-over = ✅ The keys were changed.
desk-alarm-backup = ⚠️ No backup was made for { $count } h. If the server is lost now, so is everything from that time. Tell whoever runs the server.
desk-alarm-backup-over = ✅ There is a fresh backup.
desk-alarm-expiring = ⚠️ Answers that have expired, or will within two weeks: { $count }. Somebody must read them again. python -m bot flows review shows which.
desk-alarm-expiring-over = ✅ No answer expires within two weeks.
desk-alarm-spare = 🔴 Bots of this line whose token Telegram refuses: { $count }. Whoever writes there gets no answer.
desk-alarm-spare-over = ✅ Telegram knows all bots of this line again.
desk-alarm-host = 🔴 Servers that stand by and have fallen silent: { $count }. If this one dies too, nobody takes over. Tell whoever runs the servers.
desk-alarm-host-over = ✅ Every server that stands by is there again.
