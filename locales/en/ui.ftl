### Every screen a person sees beside the applications and the answers.
### Read by people in danger: short words, sentences of at most 14 words, no promise, no pressure.

## First screen: at most 600 characters in all

home-who =
    <b>{ $name }</b> runs this line. { $state_body }
    Responsible for your data: { $responsible }.
home-nobody =
    <b>Rehearsal.</b> Nobody is named yet as running this line.
    Please write nothing true about yourself.
home-stored =
    What you send is stored encrypted. The operators of this line read it. Telegram can read this chat too.
    Write only when nobody can see your screen.
home-erase = Erase: /delete. What is kept, and what cannot be erased: /privacy.
home-choose = Who is this about?

door-soldier = I am serving
door-mobilized = I have been called up
door-maybe = I may be called up
door-relative = About a relative or friend
door-question = I only have a question

door-soldier-page =
    You can read answers here, ask an operator or apply.

    Reading obliges you to nothing. You can leave at any time.

    In danger right now? The first button on the start screen calls a person.
door-mobilized-page =
    You can read answers here, ask an operator or apply.

    Nothing you read here obliges you to anything. You can leave at any time.
door-maybe-page =
    You can read answers here and ask an operator.

    You can also leave an application just in case. We never write first.
door-relative-page =
    <b>In Russia a man was jailed for urging a soldier friend to surrender.</b>
    Chats may be read and calls listened to.
    Do not tell us where he is, nor write to him about surrender.

    What happened?
door-question-page =
    Read as much as you like. We ask nothing about you.

    If your question is not here, ask an operator.

## Buttons

button-back = ‹ Back
button-home = To the start
button-next = Next ›
button-skip = Skip ›
button-why = Why do you ask?
button-why-less = Hide the reason
button-wipe = Erase this answer
button-finish = Send what I have
button-to-summary = To my answers
button-edit = ✎ { $question }
button-send = Send
button-send-now = Yes, send it
button-apply = Apply
button-ask = Ask an operator
button-ask-send = Send to an operator
button-ask-drop = Do not send, erase it
button-held = My unsent question
button-resume = Continue (question { $number } of { $total })
button-status = My case
button-words = Show my five words
button-learned = I know them by heart
button-code = I have five words
button-help = About this bot
button-privacy = What is kept
button-delete = Erase everything
button-delete-yes = Yes, erase everything
button-cancel-yes = Yes, erase what is not sent
button-stale = This button is from an earlier screen. Please press one on the newest screen.
button-forged = This button does not work here. Send /start.

language-name-en = English
language-name-ru = Русский
language-name-uk = Українська

## Applications

step-progress = Question { $number } of { $total }
step-why = <i>{ $why }</i>
step-given = You answered: { $answer }
given-words = “{ $words }”
given-both = { $option } — “{ $words }”
summary =
    <b>Your answers.</b> Nothing has been sent yet.
    To change one, press it below.
summary-urgent =
    <b>This is urgent.</b> Press “Send” and it goes to the operators at once.
    You can write more afterwards. We cannot promise that someone answers at once.
summary-line = <b>{ $question }:</b> { $answer }
summary-skipped = <b>{ $question }:</b> —
confirm =
    Send this to the operators?

    They have not seen it yet. What has been read cannot be taken back.
receipt-application =
    <b>Stored.</b> No human has read it yet.
    If an operator answers, it comes here. We promise no time.
receipt-question =
    <b>Your question is stored.</b> No human has read it yet.
    If an operator answers, it comes here. We promise no time.
receipt-words =
    <b>Learn five words by heart.</b> They bring you back here from any phone:

    <b>{ $words }</b>

    Tell nobody, and better not write them down.
    The bot can show them again only on the first day.
receipt-check = Check word: <b>{ $check }</b>. It stands in every answer. We never ask for it.
receipt-next = You can write on: it all goes to the operators.

## Questions to an operator

ask =
    Write your question in one message, or speak it. It goes to the operators.

    Please do not write names, units or places.
ask-open-case = Your case is open already. The question joins it.
held =
    You wrote:
    “{ $text }”
held-media = You sent a recording or a picture.
held-send = Send it to an operator? The operators have not seen it yet.

## Five words

code =
    Type your five words in one message, with spaces between.

    The message is removed from the chat at once.
status-new = <b>Your case is stored.</b> No human has read it yet.
status-reopened = <b>Your case is open again.</b> Operators read it before. Nobody has taken it up this time yet.
status-returned = <b>Operators have read your case.</b> It waits for the next operator now.
status-taken = <b>Someone is reading.</b> An operator has taken your case.
status-waiting =
    <b>An operator has answered.</b> Write when it suits you and nobody can see.
    If you do not see the answer here, ask to have it repeated.
status-none = There is no open case here. If you have five words, press the button below.
status-check = Check word: <b>{ $check }</b>
status-write = Whatever you write here goes to the operators. Please write no names, units or places.

## Privacy, help, languages

privacy-stored =
    <b>What is kept.</b> Your messages, your unsent answers and the language you chose.
    Also your Telegram account number (not your phone number). Without it we cannot answer you.
    All of it is stored encrypted. The bot writes down no name and no phone number.
privacy-readers =
    <b>Who reads it.</b> The operators of this line. The bot shows them neither your name nor your account.
    The server cannot read a closed case. Your five words or the operators’ key open it.
    Whoever has their key and our database may find your account number.
privacy-limits =
    <b>What we cannot promise.</b> Anyone who holds your unlocked phone can read this chat.
    Whoever seizes our running server can read unsent answers, open cases and new messages.
privacy-telegram =
    <b>Telegram.</b> It can read every word of this chat and keeps it. It may give it to authorities.
    { $rooms ->
        [private] It can read the chats in which operators answer you, too.
       *[group] It can read the group in which operators talk about your case, too.
    } { $way ->
        [webhook] It passes what you write on to our server’s address.
       *[asked] Our server fetches what you write from it.
    } Our encryption protects our server, not this chat.
    When we erase a message here, we ask Telegram to. Nobody can prove that it did.
    If Telegram itself is a danger to you, do not write here.
privacy-erase =
    <b>Erasing.</b> /delete erases from our server everything unsent and your open case.
    A closed case must first be opened with your five words. Without them it cannot be erased from here.
    An older copy of our server opens with our keys for { $epoch ->
        [one] { $epoch } day
       *[other] { $epoch } days
    }. With the operators’ key it opens longer.
    What operators have read, they have read.
help =
    <b>How this works.</b> Press the buttons. On most screens you can type a button’s number instead.
    You can also just write your question.
help-with-case =
    <b>How this works.</b> Press the buttons. Your case is open: what you write goes to the operators.
help-fakes =
    <b>Fakes exist.</b> We never write first.
    We never ask for money, card numbers, passwords, text-message codes or Gosuslugi codes. If in doubt, tell us nothing.
help-channel = <b>How to check that it is us:</b> { $channel }
help-commands =
    /start – first screen
    /language – another language
    /privacy – what is kept
    /cancel – erase what is not sent
    /undo – take back your last message
    /clear – empty this chat
    /delete – erase everything
language = Choose a language.

## Erasing

delete =
    <b>Erase everything?</b> Your unsent answers, your open case and its five words will be gone.
    From the chat the bot removes what Telegram still lets it remove.
    A closed case stays. To erase it too, first open it with its five words.
    An answer that is still on its way will not reach you.
delete-not =
    What operators have read, they have read. An old copy of the database, with its keys, can still be read.
    You can also delete this chat in Telegram yourself.
gone =
    If anything was here, it is gone.

    Now you can delete this chat in Telegram as well.
cancel = Erase what you have written and not sent? A case already sent stays.

## One calm line

hint-press = Please press a button below, or type its number.
hint-press-only = Please press a button below.
hint-words-kept = I have kept your words. Press an option too, or “Next”.
hint-added = I have added your words to your answers.
hint-full = There is no more room here. This message is not kept; the bot removes it later. Send first, then write on.
hint-no-media = Only words can be kept here. This is not kept; the bot removes it later. Once your answers are sent, you can send it to the operator.
hint-words-under = Only words can be kept here. The words are, the picture or voice is not. It was removed from the chat.
hint-words-only = Only words can be kept here. This is not kept and was removed from the chat.
hint-no-place = Please do not send your place. It was not kept and was removed from the chat.
hint-one-media = One at a time: first send or erase the earlier one. The new one is not kept; the bot removes it later.
hint-code-checking = Checking. One moment.
hint-code-found = The words fit. This is your case.
hint-code-wrong = These words open nothing. Check them and try again.
hint-code-wait = Too many tries. Please try again in an hour, or ask an operator.
hint-code-five = It takes exactly five words. Your message was removed from the chat.
hint-passed-on = Passed on to the operators.
hint-learned = Good. The words will not be shown again.
hint-dropped = Erased. Nothing was sent.
hint-cancelled = Erased. Nothing was sent.

## Answers: the frame around them

topic-heading = <b>{ $title }</b>
answer-heading = <b>{ $title }</b>
answer-source-law = <i>From the law: { $provisions }. Checked { $date }.</i>
answer-source-promise = <i>A promise of this project, not the law. Checked { $date }.</i>
answer-source-own = <i>This is what the line says of itself. Checked { $date }.</i>
answer-source-unknown = <i>We do not know this for certain. Ask an operator. Checked { $date }.</i>
answer-source-mixed = <i>Partly from the law: { $provisions }. Checked { $date }.</i>
answer-to-him = <i>“You” here means him.</i>
answer-unapproved = <i>Not yet checked by a lawyer.</i>
answer-expired = <i>It is time to check this again. Ask an operator whether it still holds.</i>

law-ap-i = Protocol I to the Geneva Conventions, art. { $article }
law-cihl = customary law of war, rule { $article }
law-gc-i = First Geneva Convention, art. { $article }
law-gc-iii = Third Geneva Convention, art. { $article }
law-hr = Hague Regulations, art. { $article }
law-ref = Refugee Convention, art. { $article }
law-iccpr = Covenant on Civil and Political Rights, art. { $article }
law-constitution-rf = Constitution of Russia, art. { $article }
law-cc-rf = Criminal Code of Russia, art. { $article }

## Danger words

button-ask-now = Ask an operator now
crisis-passed = The operators have been called and have your words. Go on writing right here.
crisis-contact = { $label }: <b>{ $number }</b> (checked { $date })
