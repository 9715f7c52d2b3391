### A group: a number without names, four words, each with his own phone and his own decision.

button-group = There are several of us
button-begin-group = Write down a group
button-group-change = Change the numbers
button-group-leave = Leave the group
button-join = I have a group's four words

group-how =
    <b>If there are several of you.</b> One writes down how many, without names. The bot gives him four words.
    He tells them to the others by voice. Each writes them to the bot from his own phone.

    Who else is in the group, and how many joined, no chat shows.
    If somebody leaves, the bot does not tell the others.

    Each decides for himself.
group-yours =
    <b>Your group.</b> How many you are: { $men }. Wounded and ill: { $wounded }.
group-words = Four words for the others: <b>{ $words }</b>
group-yours-only =
    Tell them by voice, and only to those who decided themselves. They work for thirty days.
    Who joined and who left, only operators see.
group-in =
    <b>You are in the group.</b> Of the others the bot shows nothing here.

    You can leave at any time. The bot does not tell the others.
hint-group-left = You have left the group. Your case is still here.
join =
    Write the four words you were told. The message goes from the chat at once.

    You will have a case of your own. The others do not see it.

flow-group = <b>A group.</b> You may skip any question. Write no names, no unit and no place.
flow-group-men = How many are you who decided this themselves? Count yourself.
flow-group-men-short = How many
flow-group-men-why = So that operators know how many you are. Who is unsure: do not count or persuade him.
flow-group-wounded = How many of you are wounded or ill?
flow-group-wounded-short = Wounded and ill
flow-group-wounded-why = Operators see this number on the card. Do not write who it is.
flow-group-care = Does any of you need help now?
flow-group-care-short = Help
flow-group-care-why = Operators see what is urgent before the rest.
flow-group-care-none = No
flow-group-care-can-wait = Yes, but it can wait
flow-group-care-now = Yes, right now
flow-group-phone = { flow-soldier-phone }
flow-group-phone-short = { flow-soldier-phone-short }
flow-group-phone-why = { flow-soldier-phone-why }
flow-group-phone-mine = { flow-soldier-phone-mine }
flow-group-phone-shared = { flow-soldier-phone-shared }
flow-group-phone-may-lose = { flow-soldier-phone-may-lose }
flow-group-tell =
    What else should the operator know?

    But no names, no unit and no place.
flow-group-tell-short = Your words
flow-group-tell-why = So that the operator answers what matters to you. One sentence is enough.

receipt-leader = There are also the four words of the group, for the others. Press “{ button-group }”.
receipt-group =
    <b>Stored.</b> No human has read it yet.
    If an operator answers, it comes here. We promise no time.
receipt-joined =
    <b>You are in the group.</b> No human has read it yet.

    Are you wounded, or is there something to tell? Write it right here.
    If an operator answers, it comes here. We promise no time.

hint-four-words = It takes exactly four words. Your message is removed from the chat.
hint-group-wrong = These four words do not fit. Check them and try once more. Are your words five? Write all five.
hint-number-unread = The number could not be read, but your words are kept. Write a figure, or press “Next”.

desk-group =
    👥 <b>Group { $name }</b>
    Men: { $men } · wounded and ill: { $wounded }
    Joined by their own phones: { $joined } · left: { $left }
desk-group-forced = 🟥 <b>Written down under force.</b> Whoever joined by these words may be in danger.
desk-card-group = 👥 Group { $name }
desk-card-leads = 👥 Group { $name }, written down by him
desk-group-left = <b>{ $alias }</b>: left the group. It does not concern the others; do not tell them.
desk-begun-group = <b>{ $alias }</b>: a group was written down. Its card has the numbers, “Open” shows the rest.
desk-begun-search = <b>{ $alias }</b>: a search for a missing man was begun. His name and birth date open by a button.
