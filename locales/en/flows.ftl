### The applications. Keys: flow-<flow>, flow-<flow>-<step>, and for each step -short (summary), -why, and its options.
### Rules: no question about name, rank, unit, place, route, numbers or documents. No promise. Short sentences.

## Soldier
flow-soldier =
    <b>A few short questions.</b> No names are needed. You can skip any of them.

flow-soldier-safe = Is it safe for you to write right now?
flow-soldier-safe-short = Safe to write
flow-soldier-safe-why = If someone can see your screen, it is better to stop. And the operator will see that care is needed.
flow-soldier-safe-yes = Yes, nobody can see
flow-soldier-safe-unsure = Not sure
flow-soldier-safe-no = No

flow-soldier-pause =
    Then better stop now. Press “Exit” and close this chat.

    Without a PIN or five words, what is not sent is then erased.
    Come back when you are alone.

    Send /delete if everything should be gone.

flow-soldier-health = Are you wounded or ill?
flow-soldier-health-short = Wounded or ill
flow-soldier-health-why = Operators see urgent messages before the others. You need not describe the wound.
flow-soldier-health-well = No
flow-soldier-health-can-wait = Yes, but it can wait
flow-soldier-health-urgent = Yes, I need help now

flow-soldier-company =
    Is it only about you, or about several people?

    Please give no names. Do not say how many you are either.
flow-soldier-company-short = Alone or not
flow-soldier-company-why = Each man decides for himself. The operator needs to know whether to speak with one or with several.
flow-soldier-company-alone = Only about me
flow-soldier-company-group = About several
flow-soldier-company-unsure = I do not know yet

flow-soldier-phone = Whose phone is this?
flow-soldier-phone-short = Phone
flow-soldier-phone-why = An answer may come when somebody else holds the phone. The operator will see what you chose.
flow-soldier-phone-mine = Mine, only I use it
flow-soldier-phone-shared = Others use it too
flow-soldier-phone-may-lose = It may be taken away

flow-soldier-tell =
    What do you want to ask or say? Write it in your own words.

    Please do not write your name, your unit or where you are.
flow-soldier-tell-short = Your words
flow-soldier-tell-why = So that the operator answers what matters to you. One sentence is enough.

flow-soldier-reply = How should the operator answer you?
flow-soldier-reply-short = How to answer
flow-soldier-reply-why = An answer at the wrong moment can be dangerous. Operators will see what you chose. But we cannot promise that no answer comes sooner.
flow-soldier-reply-here = Here, as soon as possible
flow-soldier-reply-after-me = Only after I write again
flow-soldier-reply-with-code = I will come back with my five words

## Mobilized
flow-mobilized = { flow-soldier }

flow-mobilized-safe = { flow-soldier-safe }
flow-mobilized-safe-short = { flow-soldier-safe-short }
flow-mobilized-safe-why = { flow-soldier-safe-why }
flow-mobilized-safe-yes = { flow-soldier-safe-yes }
flow-mobilized-safe-unsure = { flow-soldier-safe-unsure }
flow-mobilized-safe-no = { flow-soldier-safe-no }

flow-mobilized-pause = { flow-soldier-pause }

flow-mobilized-stage =
    How far has it gone?

    Please do not say where you are.
flow-mobilized-stage-short = How far it is
flow-mobilized-stage-why = What the operator answers depends on it.
flow-mobilized-stage-papers = I have the papers, I am at home
flow-mobilized-stage-training = I am with the army, in training
flow-mobilized-stage-leaving-soon = I am to be sent off within days
flow-mobilized-stage-other = Something else

flow-mobilized-want = What do you want to find out?
flow-mobilized-want-short = What you need
flow-mobilized-want-why = So that the answer is about what you need. You can change it later.
flow-mobilized-want-stay-out = How not to be sent, by law
flow-mobilized-want-surrender = How surrender works
flow-mobilized-want-both = Both
flow-mobilized-want-unsure = I do not know yet

flow-mobilized-phone = { flow-soldier-phone }
flow-mobilized-phone-short = { flow-soldier-phone-short }
flow-mobilized-phone-why = { flow-soldier-phone-why }
flow-mobilized-phone-mine = { flow-soldier-phone-mine }
flow-mobilized-phone-shared = { flow-soldier-phone-shared }
flow-mobilized-phone-may-lose = { flow-soldier-phone-may-lose }

flow-mobilized-tell = { flow-soldier-tell }
flow-mobilized-tell-short = { flow-soldier-tell-short }
flow-mobilized-tell-why = { flow-soldier-tell-why }

flow-mobilized-reply = { flow-soldier-reply }
flow-mobilized-reply-short = { flow-soldier-reply-short }
flow-mobilized-reply-why = { flow-soldier-reply-why }
flow-mobilized-reply-here = { flow-soldier-reply-here }
flow-mobilized-reply-after-me = { flow-soldier-reply-after-me }
flow-mobilized-reply-with-code = { flow-soldier-reply-with-code }

## May be mobilized
flow-maybe = { flow-soldier }

flow-maybe-safe = { flow-soldier-safe }
flow-maybe-safe-short = { flow-soldier-safe-short }
flow-maybe-safe-why = { flow-soldier-safe-why }
flow-maybe-safe-yes = { flow-soldier-safe-yes }
flow-maybe-safe-unsure = { flow-soldier-safe-unsure }
flow-maybe-safe-no = { flow-soldier-safe-no }

flow-maybe-pause = { flow-soldier-pause }

flow-maybe-summons = Is there a summons?
flow-maybe-summons-short = Summons
flow-maybe-summons-why = The answer depends on it. Dates and papers are not needed.
flow-maybe-summons-got-one = Yes, there is one
flow-maybe-summons-expected = Not yet, but I expect it
flow-maybe-summons-none = No

flow-maybe-want = What do you need?
flow-maybe-want-short = What you need
flow-maybe-want-why = So that the answer is about what you need. You can change it later.
flow-maybe-want-know-rights = To know my rights
flow-maybe-want-just-in-case = To leave an application, just in case
flow-maybe-want-both = Both

flow-maybe-phone = { flow-soldier-phone }
flow-maybe-phone-short = { flow-soldier-phone-short }
flow-maybe-phone-why = { flow-soldier-phone-why }
flow-maybe-phone-mine = { flow-soldier-phone-mine }
flow-maybe-phone-shared = { flow-soldier-phone-shared }
flow-maybe-phone-may-lose = { flow-soldier-phone-may-lose }

flow-maybe-tell = { flow-soldier-tell }
flow-maybe-tell-short = { flow-soldier-tell-short }
flow-maybe-tell-why = { flow-soldier-tell-why }

flow-maybe-reply = { flow-soldier-reply }
flow-maybe-reply-short = { flow-soldier-reply-short }
flow-maybe-reply-why = { flow-soldier-reply-why }
flow-maybe-reply-here = { flow-soldier-reply-here }
flow-maybe-reply-after-me = { flow-soldier-reply-after-me }
flow-maybe-reply-with-code = { flow-soldier-reply-with-code }
