### The road of relatives and friends. Nobody can apply for him, and nobody here asks where he is.

plight-heading = <b>{ $title }</b>
plight-way = { $label }: <b>{ $where }</b> (checked { $date })

plight-missing = He is missing
plight-prisoner = He is a prisoner
plight-wants-out = He wants out
plight-afraid = I fear for him

plight-wants-out-page =
    <b>What not to write to him:</b>
    — about surrender or about this line;
    — questions where he is, and with whom;
    — advice on when and how to leave.
plight-afraid-page =
    To fear for him is hard. What will happen to him we do not know and cannot promise.

    Nobody can decide for him: only he himself can apply. Do not write to him about surrender.

    Does he say that he does not want to live? Write it here, operators see it first.
    Is it too much for you too? Press “I can't go on”.

hint-no-place-of-his = Do not send where he is. This was not kept, and it is removed from the chat.

## A search: only where the line has switched it on

button-begin-search = Begin a search here

flow-search = <b>Search.</b> You may skip any question. Do not write where he served or where he was.
flow-search-before =
    <b>A search by this line.</b> We ask for his name and birth date only.

    Why: { $reason }
    Who reads it: { $readers }
    How long it is kept: at most { $long ->
        [one] { $long } day
       *[other] { $long } days
    }, apart from everything else.

    Many wait long or get no answer. Pay nobody for a search.
    You do not want it? Press “Back”.
flow-search-name = What is his name? Surname and first names.
flow-search-name-short = Name
flow-search-name-why = { $reason } You may skip it.
flow-search-born = When was he born? For example: 03.05.1990. The year alone will do.
flow-search-born-short = Birth date
flow-search-born-why = { $reason } Many people share a name. You may skip it.

receipt-search =
    <b>Stored.</b> No human has read it yet.

    Many wait long or get no answer. Whoever asks money for a search is a fraud.
    If an operator answers, the answer comes to this chat.

desk-button-search = 🔎 Who is missing
desk-card-search = 🔎 A missing man is searched for. His name and birth date open by a button.
desk-apart-search = <b>{ $alias }</b> · who is missing. It is deleted by { $time } UTC. Do not copy it out.
desk-relative-place = 📍 A relative sent a place. It was neither kept nor passed on: we take no place of another.

## The link between his case and his family's

button-link = Three words for my family
button-link-asked = ❗ Your three words were said
button-link-make = Show three words
button-link-drop = Take it back
button-link-yes = Yes, link them
button-link-no = No, do not link
link =
    <b>You and your family.</b> If they write here, the bot will not tell you. Nor them about you.

    Should operators know that it is about one man? The bot shows you three words.
    Give them to someone close, best by voice. Only then do they learn that you wrote here.
    They write them to the bot, and the bot asks you once more, here.

    These three words do not open your case.
link-waits =
    Tell these words only to someone you trust. They work for thirty days.
    They are for one person: whoever says them first.
    Whether somebody said them can be seen here. The bot will not write to you about it.
link-words = Your three words: <b>{ $words }</b>
link-asked =
    <b>Somebody wrote your three words to the bot.</b> Did you give them to someone close?

    After your “yes” operators see that both cases are about one man.
    The bot tells the other person nothing. If in doubt, press “No”.
link-linked =
    <b>Linked.</b> Operators see that both cases are about one man.

    You can take the link back at any time. Then operators are told that it is gone.
    But they have seen it.
hint-link-no = Not linked. These three words work no more.
hint-link-over = That case is no more. Nothing is linked.

button-tell = I have three words from him
tell =
    Write the three words he gave you. The message goes from the chat at once.

    Whether they fit, the bot will not say. Only he decides.
hint-told = Taken. The rest is his to decide. The bot will not write about it.
hint-tell-first =
    First write a question to the operators. Then you have your own case.
    Open “My case” and press “I have three words from him”.
hint-three-words = It takes exactly three words. Your message is removed from the chat.

desk-card-linked = 🔗 Linked with his consent: { $others }
desk-linked =
    🔗 <b>{ $alias }</b> and <b>{ $other }</b>: about one man. He agreed in his own chat.
    The bot told the other side nothing. Do not tell them either until he asks you to.
desk-unlinked =
    🔗 <b>{ $alias }</b> and <b>{ $other }</b>: the link is gone. It was taken back, or one of the cases ended.
    Take these cases as not linked.
desk-link-frozen = 🟥 <b>{ $alias }</b>: agreed to a link with { $other } under force. Nothing is linked.
