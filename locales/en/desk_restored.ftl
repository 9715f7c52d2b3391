# After a backup was put back; said once in every operator chat.
desk-restored =
    ⚠️ <b>This line was restored on a new server from a backup.</b> What was written, answered or closed between { $since } and { $until } UTC is not here. How much that is, nobody can know from the backup.
    Open again: { $cases }. Sealed until an operator's key opens them: { $waiting }. Lost: unfinished conversations { $drafts }, people's messages nobody had looked at yet { $unworked }, messages not yet sent { $unsent }, five words just given: { $codes ->
        [unknown] unknown how many
       *[other] { $codes }
    }; shifts and bans.
    Buttons and cards from before no longer work. Begin your shift anew: /shift in. Look first at those whom you answered last.
desk-restored-move =
    ℹ️ <b>This line has moved to a new server.</b> What people wrote between { $since } and { $until } UTC Telegram kept, but for no longer than a day. It arrives now. Everything else is as it was.
