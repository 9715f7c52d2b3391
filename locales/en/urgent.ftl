### In danger now, and the hardest minutes. No advice, no place, no promise: only what was done.

button-now = I am in danger now
button-crisis = I can't go on
button-mistake = I pressed by mistake
button-only-asked = I am not in danger, it is a question
button-minor = I am under 18
button-adult = I am 18 or older

now-called = <b>A person is being called.</b> An urgent signal was sent to the operators.
now-unheard = <b>Nobody has answered yet.</b> We called the operators again.
now-write = Write one message or say it by voice. One word is enough.
now-not = Do not write where you are. We can't promise that someone answers at once.
now-passed = Passed on to the operators, messages so far: { $count }.

no-shift = Right now no operator is to be seen. Whatever you send will wait for them.
no-shift-way = { $label }: <b>{ $where }</b>

crisis-called = The operators have been called. Write right here, one word is enough.
crisis-watched =
    Russian lines belong to the state or a city. Talk there about how you feel.
    Say nothing there about surrender or this chat.

hint-called-off = All right. The operators will see that it was a mistake.
hint-calm = All you wrote is kept. The bot will answer less often. A serious question goes to the operators without these words.
hint-calm-passed = Passed on to the operators. We will not argue, and the bot will answer less often. A serious message is taken at once.

## What operators see

desk-door-danger = in danger now
desk-door-crisis = in crisis
desk-pressed-danger = 🔴 <b>{ $alias }</b>: the button “I am in danger now” was pressed.
desk-pressed-crisis = 🔴 <b>{ $alias }</b>: the button “I can't go on” was pressed.
desk-corrected-urgent = 🔴 <b>{ $alias }</b>: the person corrected a message, and now it speaks of danger.
desk-second-alarm = 🔴 <b>{ $alias }</b>: two minutes have passed, nobody took this case.
desk-no-answer = 🔴 <b>{ $alias }</b>: two minutes have passed, the person has no answer yet.
desk-called-off = <b>{ $alias }</b> · pressed by mistake, says the person.
desk-called-off-open = <b>{ $alias }</b>: the person says that nothing is urgent, it was a mistake.
desk-called-off-one = <b>{ $alias }</b>: the person says that the last call was a mistake. The rest stands: open the case.
desk-urgent-about = 🔴 <b>Urgent: { $what }</b>
desk-danger-crisis = thoughts of suicide
desk-danger-now = in danger at this moment
desk-danger-harm = may harm others
desk-danger-torture = torture or rape
desk-danger-minor = about somebody under 18
desk-card-lost = ⛔ The person emptied the chat and has no way back. No answer reaches him.
