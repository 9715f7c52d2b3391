### The second contact of a man who has his five words, what he can do under force, and what operators keep.

## If he is forced

button-protection = If I am forced
protection =
    <b>If somebody forces you.</b> He holds your phone and wants your five words?
    Say the last word first. Then the other four in order.

    The bot answers as ever. The operators see that you are not free.
    A place you send then is not kept.
protection-words =
    As ever: { $words }
    If forced: <b>{ $turned }</b>
protection-limits =
    This may fail. Whoever knows of it can see through it.
    It helps only if you learn it by heart. Tell it to nobody.

desk-card-duress = 🟥 <b>NOT FREE.</b> He told his code with the last word first. Somebody may be reading along.
desk-duress =
    🟥 <b>{ $alias }: not free.</b> His case was opened, and it carries the sign: the last word first.
    Somebody may hold his phone and read every answer. Write nothing that gives him or others away.
    Place and personal data are frozen. The bot shows him what it always shows.
desk-duress-place = 🟥 A place came under duress. It was neither kept nor passed on.
