# Answers to people's questions. Writing rules and the list of checks: docs/content-review.md.
# A sentence has at most 14 words, an answer at most 900 characters, a title at most 40.

topic-how = How people surrender
topic-danger = I am in danger or unwell
topic-captivity = What captivity is like
topic-line = About this line
topic-mind = I cannot cope

## How people surrender

answer-how-to-surrender-title = How do I surrender the right way?
answer-how-to-surrender =
    Someone who clearly shows he surrenders must not be shot at. That holds while he attacks nobody and does not run.
    This is Protocol I to the Geneva Conventions, article 41.

    But a ban does not stop a bullet. There is danger from both sides.

    What you should do, only an operator can tell you. Write no place, road or time here.

answer-when-to-call-title = When should I write to you?
answer-when-to-call =
    Write only when nobody can see you. First ask yourself: am I safe right now?

    Do not use the commander's phone or somebody else's. It keeps traces.

    The law says nothing about this. An operator will say when to write again.

answer-group-title = There are several of us
answer-group =
    The law protects each man for what he himself does. But if one of you shoots, all are in danger.
    This is Protocol I to the Geneva Conventions, article 41.

    In a camp, men of one army are not split without their consent. That is no promise to stay with friends.
    This is the Third Geneva Convention, article 22.

    Write no names of others. Do not push anyone who doubts. Ask an operator how a group should go on.

answer-no-link-title = No phone, no link. What sign?
answer-no-link =
    The law names no single sign. What matters: the other side can clearly see that you surrender.
    This is Protocol I to the Geneva Conventions, article 41.

    People usually show empty raised hands or a white cloth. No sign promises protection.

    Your own side may see it too. That can cost your life.

answer-white-flag-title = Will a white flag help?
answer-white-flag =
    A white flag alone does not protect you. In law it marks someone coming to talk.
    This is the Hague Regulations, article 32.

    In practice people read it as "don't shoot". But only if everything else fits.

    Tricking with a white flag is forbidden. After a trick the next man is not believed, and dies.
    This is Protocol I to the Geneva Conventions, article 38.

answer-drone-title = How do I surrender to a drone?
answer-drone =
    Is a drone over you now? Call an operator at once, no forms.

    There are no exact rules for drones; lawyers disagree. What counts: your surrender is clear and can be seen.
    This is Protocol I to the Geneva Conventions, article 41.

    Not every drone accepts a surrender, and its battery is short. Your own side may fire.
    Beforehand, agree this only with an operator.

answer-weapon-title = Where do my gun and grenades go?
answer-weapon =
    The law protects a man who surrenders and threatens nobody.
    This is Protocol I to the Geneva Conventions, article 41.

    In captivity weapons and military gear are taken. A helmet, gas mask and the like may stay with you.
    This is the Third Geneva Convention, article 18.

    How to hand over a weapon, only an operator will say. The bot gives no advice on grenades: too dangerous.

answer-what-to-take-title = What should I take with me?
answer-what-to-take =
    A paper that shows who you are. They may look at it but not keep it.
    Your own things and your medicines. Write each medicine's name on paper.
    This is the Third Geneva Convention, articles 17 and 18.

    Leave maps, military papers and lists of people. Take no data about others.

    An operator can tell you the rest.

## I am in danger or unwell

answer-crisis-title = I feel terrible. I don't want to live
answer-crisis =
    It is good that you said this. You are carrying something very heavy right now.

    We will ask plainly. Do you want to die now? Is a weapon in your hand?

    If you can, put it out of reach. Go to someone you trust, or call him over.

    Call an operator too, one word is enough. It is a living person. You need not explain anything.

answer-own-side-title = What if my own side shoots me?
answer-own-side =
    That danger is real, and such cases were reported. We will not calm you with a lie.

    The Geneva Conventions do not protect a soldier from his own army then. Russia also tries people for surrendering.

    The bot has no ready advice. Talk to an operator when it is safe. Being shot at now? Call one at once.

answer-under-attack-title = We are under attack. What now?
answer-under-attack =
    If it is happening right now, call an operator at once. No forms.
    Where to run or lie down, the bot cannot say. It does not see you.

    While you fight, you may be shot at. Someone who clearly surrendered or is helpless may not be. An order to leave no survivors is forbidden.
    This is Protocol I to the Geneva Conventions, articles 40 and 41.

    The wounded must be helped, whichever side they are on.
    This is the First Geneva Convention, article 12.

answer-wounded-alone-title = I am wounded and alone
answer-wounded-alone =
    Call an operator at once. One word is enough. Do not write your place until he asks.

    A helpless wounded man must not be attacked while he attacks nobody.
    This is Protocol I to the Geneva Conventions, article 41.

    The wounded must be searched for and cared for, on either side.
    This is the First Geneva Convention, articles 12 and 15.

answer-mines-title = Which way? What about mines, night?
answer-mines =
    The bot knows no safe road. We do not know where the mines are.

    Mines, darkness and fire from both sides are a real danger. Do not trust anyone who promises a clean path.

    Only an operator talks about the way, and not in the first talk. For now write neither your place nor others' positions.

answer-kneel-title = Do I have to kneel?
answer-kneel =
    No treaty asks for it. What matters: one can see that you surrender and do not attack.
    This is Protocol I to the Geneva Conventions, article 41.

    After that, those who take you decide. Do what they say, slowly.

    Which posture is safer we do not know, and will not invent.

answer-vehicle-title = I am in a tank or a helicopter
answer-vehicle =
    The law protects the man, not the machine. An armed vehicle on the move looks like an attack.
    This is Protocol I to the Geneva Conventions, article 41.

    The bot will not tell you how to drive, fly or turn the gun. A mistake can kill.

    Which signal to give, and whether there is a reward: ask an operator. The bot promises nothing.

answer-phones-taken-title = They took our phones
answer-phones-taken =
    Without a phone the law is the same. Someone who clearly surrenders and attacks nobody must not be shot at.
    This is Protocol I to the Geneva Conventions, article 41.

    After an application the bot gives you five words. Learn them, do not write them down. They let you go on from another phone.

    Take no risks for a phone. A chat that is found can be dangerous.

## What captivity is like

answer-beaten-title = Will they beat me? Kill me?
answer-beaten =
    Beating, torturing and killing prisoners is forbidden. You are in the hands of a state, and it answers for you.
    This is the Third Geneva Convention, articles 12, 13 and 17.

    A prisoner may complain. The Red Cross may come and talk to him without witnesses. Same convention, articles 78 and 126.

    Still, a rule is not a guarantee. Observers found abuses on both sides. Ask an operator what this line promises.

answer-camp-life-title = Food, doctor, work, pay, prayer?
answer-camp-life =
    Food and water must be enough to keep you healthy. Care is free. A doctor checks you at least monthly.
    This is the Third Geneva Convention, articles 15, 26, 30 and 31.

    A private may be sent to work, and is paid for it. You may pray. Same convention, articles 34, 49 and 62.

    How camp life really is, ask an operator.

answer-questioning-title = What must I say when questioned?
answer-questioning =
    You must give surname, first name, rank, date of birth and personal number. You owe nothing more.

    Beating, threats or insults for staying silent are forbidden. They must ask in a language you understand.

    Refusing even these five may cost the privileges of your rank.
    This is the Third Geneva Convention, article 17.

answer-filmed-title = Will I be filmed?
answer-filmed =
    Putting prisoners on show or holding them up to shame is forbidden.
    This is the Third Geneva Convention, article 13.
    It does not name cameras, and people read it differently.

    A video can harm you at home. One lawyer said it may become evidence in Russia.

    We cannot answer for those who capture you. Ask an operator what rule this line keeps.

answer-my-things-title = Will they take my things?
answer-my-things =
    Personal things, clothes and your identity paper stay with you. Weapons and military papers are taken.
    Money only on an officer's order, written down, with a receipt.
    This is the Third Geneva Convention, article 18.

    It says nothing about phones. Yours may be taken.

    Where things are kept we do not know. Ask an operator.

answer-wounded-title = I'm wounded. Will they treat me?
answer-wounded =
    Are you in a bad way now? Call an operator at once.

    The wounded must be cared for, whichever side they are on.
    This is the First Geneva Convention, article 12. And the Third Geneva Convention, article 30.

    The gravely wounded must be sent home once they can travel. During the war, not against their will. Same convention, articles 109 and 110.

answer-ill-title = I'm ill: HIV, diabetes, TB
answer-ill =
    Prisoners must be treated, free of charge. Check-ups also look for tuberculosis.
    This is the Third Geneva Convention, articles 15, 30 and 31.

    Grave tuberculosis and diabetes with insulin are named as reasons to send someone home. Same convention, article 110. HIV is not named there.

    Do not stop your medicines. Tell the doctor in captivity at once. Do not write your illness here. Ask an operator which medicines there are.

answer-letters-title = Letters, parcels, phone calls
answer-letters =
    A first card home is allowed within the first week in a camp. After that, at least two letters and four cards a month.
    Parcels with food, clothes and medicines are allowed.
    This is the Third Geneva Convention, articles 70, 71 and 72.

    Letters are read. Write nothing military and no names of people who helped.

    The Convention does not promise phone calls. Ask an operator about calls and the address.

## About this line

answer-only-asking-title = I'm only asking
answer-only-asking =
    Ask as much as you like. Reading binds you to nothing. You need not tell about yourself and may leave any time.

    Captivity in short: no beating, a doctor is owed, you may write home.
    This is the Third Geneva Convention, articles 13, 30 and 70.

    Nobody will rush you.

answer-trap-title = Are you real? Is this the FSB?
answer-trap =
    You are right to check. There are fakes.

    We never write first. We never ask for money, cards, text-message codes or Gosuslugi. Whoever asks is not us.

    Nobody has perfect proof. Ask an operator how to check this line another way. Until you are sure, write nothing about yourself.

answer-who-are-you-title = Who are you? The army?
answer-who-are-you =
    Who runs this line should stand on the first screen. If it is a state or an army, it should say so.

    It is not there, or you do not believe it? Then write nothing about yourself. Ask an operator plainly who he is and whom he works for.

    The bot is a program. People answer the questions.

answer-what-next-title = What happens if I write?
answer-what-next =
    First you can just read the answers. Then, if you like, ask an operator or leave an application.

    There are few questions, and you can skip any. Name, unit and place are not needed the first time.

    People read it and answer in this chat. We promise no dates. You can stop any time; /delete erases the application on our side.

answer-what-is-stored-title = What do you store? Who sees it?
answer-what-is-stored =
    Your application is stored encrypted. Operators read it. Telegram itself can read this chat.

    The command /delete erases it on our side. Old sealed copies and backups remain. After 48 hours the server cannot open them.

    That is how the program works. We do not promise more.

answer-traces-title = How do I clear traces on my phone?
answer-traces =
    In danger now? Close the chat and leave.

    The bot removes your form answers from the chat once they are stored. It cannot remove messages older than 48 hours; that is Telegram's rule. Only you can delete the rest of the chat.

    Notifications, screenshots and copies of the chat stay too. The command /delete erases the application on our side.

answer-withdraw-title = I changed my mind. Can I cancel?
answer-withdraw =
    Write /delete. Nobody will ask why.

    The application is erased on our side. Old sealed copies and backups remain. After 48 hours the server cannot open them.

    Operators may have read it before. The law says nothing here; this is how the program works.

answer-mocking-title = You are all lying!
answer-mocking =
    We will not argue. If you have a serious question later, ask it. We will answer you like anyone.
