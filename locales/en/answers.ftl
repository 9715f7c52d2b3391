# Answers to people's questions. Writing rules and the list of checks: docs/content-review.md.
# A sentence has at most 14 words, an answer at most 900 characters, a title at most 40.

topic-how = How people surrender
topic-danger = I am in danger or unwell
topic-captivity = What captivity is like
topic-line = About this line
topic-mind = I cannot cope

## How people surrender

answer-how-to-surrender-title = How do I surrender the right way?
answer-how-to-surrender-title-relative = How does he surrender the right way?
answer-how-to-surrender =
    Someone who clearly shows he surrenders must not be shot at. That holds while he attacks nobody and does not run.
    This is Protocol I to the Geneva Conventions, article 41.

    But a ban does not stop a bullet. There is danger from both sides.

    What exactly you should do, only an operator can say. Write no place, route or time here.

answer-when-to-call-title = When should I write to you?
answer-when-to-call-title-relative = When should he write to you?
answer-when-to-call =
    Write only when nobody can see you. First ask yourself: am I safe right now?

    Do not use the commander's phone or somebody else's. It keeps traces.

    An operator will say when to write again.

answer-group-title = There are several of us
answer-group-title-relative = There are several of them
answer-group =
    The law looks at what each man himself does. But if one of you shoots, all are in danger.
    This is Protocol I to the Geneva Conventions, article 41.

    In a camp, men of one army must not be split without their consent. But the law does not promise that you stay with your friends.
    This is the Third Geneva Convention, article 22.

    Write no names of others. Do not try to persuade anyone who is unsure. Ask an operator how a group should go on.

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

    In practice people read it as “don't shoot”. But only if everything else fits.

    Using a white flag as a trick is forbidden. After a trick the next man may not be believed, and may die.
    This is Protocol I to the Geneva Conventions, article 38.

answer-drone-title = How do I surrender to a drone?
answer-drone-title-relative = How does he surrender to a drone?
answer-drone =
    Is a drone above you now? Press “I am in danger now” at once.

    There are no exact rules for drones; lawyers disagree. What counts: your surrender is clear and can be seen.
    This is Protocol I to the Geneva Conventions, article 41.

    Not every drone accepts a surrender, and its battery is short. Your own side may fire.
    Arrange this beforehand only with an operator.

answer-weapon-title = Where do my gun and grenades go?
answer-weapon-title-relative = Where do his gun and grenades go?
answer-weapon =
    The law protects a man who surrenders and threatens nobody.
    This is Protocol I to the Geneva Conventions, article 41.

    In captivity weapons and military gear are taken. A helmet, a gas mask and similar protection may stay with you.
    This is the Third Geneva Convention, article 18.

    How to hand over a weapon, only an operator will say. The bot gives no advice on grenades: too dangerous.

answer-what-to-take-title = What should I take with me?
answer-what-to-take-title-relative = What should he take with him?
answer-what-to-take =
    A paper that shows who you are. You must show it, but nobody may take it away.
    Your own things and your medicines. Write each medicine's name on paper.
    This is the Third Geneva Convention, articles 17 and 18.

    Leave maps, military papers and lists of people. Take no data about others.

    An operator can tell you the rest.

## I am in danger or unwell

answer-crisis-title = I feel terrible. I don't want to live
answer-crisis =
    It is good that you said this: what you carry is very heavy.

    We will ask plainly. Do you want to die now? Is a weapon in your hand?

    Real people answer here. One word is enough, and you need not explain anything.

    If it is safe, put the weapon out of reach. While you wait, stay near someone you trust.

answer-own-side-title = What if my own side shoots me?
answer-own-side-title-relative = What if his own side shoots him?
answer-own-side =
    That danger is real, and such cases were reported. We will not calm you with a lie.

    At that moment the Geneva Conventions do not shield you from your own army. Russia may also try a man for surrendering.

    The bot has no ready advice. Talk to an operator when it is safe. Being shot at now? Call one at once.

answer-under-attack-title = We are under attack. What now?
answer-under-attack-title-relative = They are under attack. What now?
answer-under-attack =
    In danger right now? Press “I am in danger now”.
    The bot cannot see you and cannot say where to run or lie down.

    While you fight, the law allows others to shoot at you. Someone who clearly surrenders or is helpless must not be shot at. An order to leave no survivors is forbidden.
    This is Protocol I to the Geneva Conventions, articles 40 and 41.

    The wounded must be helped, whichever side they are on.
    This is the First Geneva Convention, article 12.

answer-wounded-alone-title = I am wounded and alone
answer-wounded-alone-title-relative = He is wounded and alone
answer-wounded-alone =
    Press “I am in danger now”. Do not write your place for now.
    We cannot promise that someone will come for you.

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
answer-kneel-title-relative = Does he have to kneel?
answer-kneel =
    No treaty asks for it. What matters: one can see that you surrender and do not attack.
    This is Protocol I to the Geneva Conventions, article 41.

    After that, those who take you decide. Do what they say, slowly.

    Which posture is safer we do not know, and will not invent.

answer-vehicle-title = I am in a tank or a helicopter
answer-vehicle-title-relative = He is in a tank or a helicopter
answer-vehicle =
    The law protects the man, not the machine. An armed vehicle on the move looks like an attack.
    This is Protocol I to the Geneva Conventions, article 41.

    The bot will not tell you how to drive, fly or turn the gun. A mistake can kill.

    Which signal to give, and whether there is a reward: ask an operator. The bot promises nothing.

answer-phones-taken-title = They took our phones
answer-phones-taken-title-relative = Their phones were taken
answer-phones-taken =
    Without a phone the law is the same. Whoever clearly surrenders, attacks nobody and does not run must not be shot at.
    This is Protocol I to the Geneva Conventions, article 41.

    After an application the bot gives you five words. Learn them by heart and do not write them down. They let you go on from another phone.

    Take no risks for a phone. A chat that is found can be dangerous.

## What captivity is like

answer-beaten-title = Will they beat me? Kill me?
answer-beaten-title-relative = Will they beat him there?
answer-beaten =
    Beating, torturing and killing prisoners is forbidden. You are in the hands of a state, not of individual soldiers. That state answers for you.
    This is the Third Geneva Convention, articles 12, 13 and 17.

    A prisoner may complain. The International Red Cross is entitled to visit and talk to him without witnesses. Same convention, articles 78 and 126.

    Still, a rule is no guarantee: observers found abuses on both sides. Ask an operator what this line promises.

answer-camp-life-title = Food, doctor, work, pay, prayer?
answer-camp-life =
    Food and water must be enough to keep you healthy. Care must be free. A doctor must check you at least monthly.
    This is the Third Geneva Convention, articles 15, 26, 30 and 31.

    A private may be sent to work, and must be paid for it. You may pray. Same convention, articles 34, 49 and 62.

    What camp life is really like, ask an operator.

answer-questioning-title = What must I say when questioned?
answer-questioning-title-relative = What must he say when questioned?
answer-questioning =
    You must give surname, first name, rank, date of birth and personal number. You owe nothing more.

    Beating, threats or insults for staying silent are forbidden. They must ask in a language you understand.

    Refusing even these five may cost the privileges of your rank.
    This is the Third Geneva Convention, article 17.

answer-filmed-title = Will I be filmed?
answer-filmed-title-relative = Will he be filmed?
answer-filmed =
    Putting prisoners on show or holding them up to shame is forbidden.
    This is the Third Geneva Convention, article 13.
    It does not name filming as such, and people read it differently.

    A video can harm you at home. One lawyer said it may become evidence in Russia.

    We cannot answer for those who capture you. Ask an operator what rule this line keeps.

answer-my-things-title = Will they take my things?
answer-my-things-title-relative = Will they take his things?
answer-my-things =
    Personal things, clothes and your identity paper must be left to you. Weapons and military papers are taken.
    Money may be taken only on an officer's order, recorded, with a receipt.
    This is the Third Geneva Convention, article 18.

    It says nothing about phones. Yours may be taken.

    Where things are kept we do not know. Ask an operator.

answer-wounded-title = I'm wounded. Will they treat me?
answer-wounded-title-relative = He's wounded. Will they treat him?
answer-wounded =
    Are you in a bad way now? Call an operator at once.

    The wounded must be cared for, whichever side they are on.
    This is the First Geneva Convention, article 12. And the Third Geneva Convention, article 30.

    The gravely wounded must be sent home once they can travel. During the war, they must not be sent against their will.
    This is the Third Geneva Convention, articles 109 and 110.

answer-ill-title = I'm ill: HIV, diabetes, TB
answer-ill-title-relative = He's ill: HIV, diabetes, TB
answer-ill =
    Prisoners must be treated, free of charge. Check-ups must also look for tuberculosis.
    This is the Third Geneva Convention, articles 15, 30 and 31.

    Grave tuberculosis and diabetes with insulin are named as reasons to send someone home. Same convention, article 110. HIV is not named there.

    Do not stop your medicines, and tell the doctor in captivity. Do not write your illness here. Ask an operator which medicines there are.

answer-letters-title = Letters, parcels, phone calls
answer-letters =
    A capture card must be allowed at once, at latest a week into camp. It tells of the capture, the address and the health. After that, at least two letters and four cards a month.
    Parcels with food, clothes and medicines are allowed.
    This is the Third Geneva Convention, articles 70, 71 and 72.

    Letters are read. Write nothing military and no names of people who helped.

    The Convention does not promise phone calls. Ask an operator about calls and the address.

## About this line

answer-only-asking-title = I'm only asking
answer-only-asking =
    Ask as much as you like. Reading binds you to nothing. You need not say anything about yourself, and may leave any time.

    Captivity in short: you must not be beaten. You must be given care, and allowed to write home.
    This is the Third Geneva Convention, articles 13, 30 and 70.

    Nobody will rush you.

answer-trap-title = Are you real? Is this the FSB?
answer-trap =
    You are right to check. There are fakes.

    We never write first. We never ask for money, card numbers, text-message codes or Gosuslugi codes. Whoever asks is not us.

    Nobody has perfect proof. For another way to check us, see /help. Until you are sure, write nothing about yourself.

answer-who-are-you-title = Who are you? The army?
answer-who-are-you =
    The first screen should say who runs this line. If it is a state or an army, it should say that too.

    It is not there, or you do not believe it? Then write nothing about yourself. Ask an operator plainly who stands behind this line.

    The bot is a program. People answer the questions.

answer-what-next-title = What happens if I write?
answer-what-next =
    First you can just read the answers. Then, if you like, ask an operator or leave an application.

    There are few questions, and you can skip any. An application needs no name, unit or place.

    People read it and answer in this chat. We promise no dates. You can stop any time: /delete erases an open application on our side.

answer-what-is-stored-title = What do you store? Who sees it?
answer-what-is-stored =
    Everything you send is stored encrypted. Operators read it. Telegram itself can read this chat.

    The command /delete erases an open case. It does not erase a closed one: first open it with your five words. Old copies of the database may remain. With the server's keys they can still be opened.

    That is how the program works. We do not promise more.

answer-traces-title = How do I clear traces on my phone?
answer-traces =
    In danger now? Press “Exit” and close the chat.

    The bot removes your application answers from the chat at once. What you and the operator wrote goes later: /privacy says when. It cannot remove messages older than 48 hours; that is Telegram's rule.

    It cannot remove notifications, screenshots and copies of the chat. The command /delete erases an open case. Only you can delete the whole chat.

answer-withdraw-title = I changed my mind. Can I cancel?
answer-withdraw =
    Send /delete and confirm. Nobody will ask why.

    An open application is erased on our side. Open a closed one with your five words first, then send /delete. Old copies of the database may remain. With the server's keys they can still be opened.

    Operators may have read it before. The law says nothing here; this is how the program works.

answer-mocking-title = You are all lying!
answer-mocking =
    We will not argue. If you have a serious question later, ask it. We will answer you like anyone.

## Exchange, home and afterwards

topic-after = Exchange and afterwards

answer-exchange-title = Will I be exchanged? May I stay?
answer-exchange-title-relative = Will he be exchanged? May he stay?
answer-exchange =
    The Convention neither demands nor promises an exchange of healthy men. The states agree on it.
    Gravely wounded or sick men must not be returned against their will in wartime.
    When the fighting ends, prisoners must be returned.
    This is the Third Geneva Convention, articles 6, 109 and 118.

    If persecution or torture awaits you at home, other treaties may forbid the return. Each man's case is judged on its own.

    Will you be asked, and who decides? Ask an operator.

answer-front-again-title = Back to the front after exchange?
answer-front-again =
    We cannot promise they won't send you. The news told of men who were sent again.

    The Third Geneva Convention, article 117, bars returned men from active military service. But lawyers disagree whom it covers. An ordinary exchange may fall outside it.

    Ask an operator what this line knows.

answer-how-long-title = How long will I be a prisoner?
answer-how-long-title-relative = How long will he be a prisoner?
answer-how-long =
    Nobody knows. Nobody can honestly give you a date.

    When the fighting ends, prisoners must be freed and returned without delay. The law covers you from the first minute until your return.
    This is the Third Geneva Convention, articles 5 and 118.

    An exchange may come earlier. But nobody can promise it.

answer-citizenship-title = Can I become a Ukrainian citizen?
answer-citizenship-title-relative = Can he become a Ukrainian citizen?
answer-citizenship =
    Captivity by itself gives no such right. The Geneva Conventions do not promise it either.

    What Ukrainian law says, we have not checked. A lawyer can tell you.

    We promise nothing here. Ask an operator who can answer.

answer-asylum-title = Can I go to another country later?
answer-asylum-title-relative = Can he go to another country later?
answer-asylum =
    Asylum is decided for each person separately. It is for people persecuted at home for their nationality, faith or views.
    Whoever committed a war crime is refused.
    This is the Refugee Convention, article 1.

    A prisoner is first held by the state that took him. It may not pass him to just any country.
    This is the Third Geneva Convention, article 12.

    We name no “easy” country. Ask a lawyer or an operator.

answer-third-country-title = Could I be sent to a third country?
answer-third-country-title-relative = Could he be sent to a third country?
answer-third-country =
    Only a state willing and able to keep the Convention may receive a prisoner.
    This is the Third Geneva Convention, article 12.

    If states agree, the sick may be treated in a third country. Men held for long may be sent there too. Same convention, articles 109 and 111.

    Whether that happens to you, we do not know.

answer-ombudsman-title = Must I meet the ombudsman?
answer-ombudsman-title-relative = Must he meet the ombudsman?
answer-ombudsman =
    The International Red Cross may visit camps and talk to prisoners without witnesses.
    This is the Third Geneva Convention, article 126.

    That article does not name the Russian ombudsman. Nor does it say plainly whether you may refuse to meet.

    We do not know for certain. Ask an operator.

answer-fight-ukraine-title = Will they make me fight for Ukraine?
answer-fight-ukraine-title-relative = Will they make him fight for Ukraine?
answer-fight-ukraine =
    Forcing a prisoner into the opposing army is a grave breach of the Convention.
    A prisoner cannot give up his rights, even by signing a paper.
    This is the Third Geneva Convention, articles 7 and 130.

    About units that men join themselves, ask a lawyer. You could be tried for it at home.

    We do not invite or sign anyone up.

## Russia, courts and family

topic-home = Russia, courts and family

answer-ten-years-title = Do I get ten years for surrender?
answer-ten-years-title-relative = Does he get ten years for surrender?
answer-ten-years =
    Russia may put people on trial for giving themselves up. Reports say three to ten years. We have not checked the law's own words.

    Reportedly its Supreme Court ruled: guilty only if he understood and could resist. The same reports say a helpless wounded man is not guilty.
    Reports say an attempt may be tried too. A man may be spared punishment, but there are many conditions.

    A lawyer can tell what you face. We cannot promise that nobody finds out.

answer-will-russia-know-title = Will Russia know I gave myself up?
answer-will-russia-know-title-relative = Will Russia know he gave himself up?
answer-will-russia-know =
    Russia has to be told that you are a prisoner. The law requires it. It knows no mark “gave himself up”.
    Whether you write home is your choice.
    This is the Third Geneva Convention, articles 70, 122 and 123.

    They may learn in other ways: witnesses, a phone, a video. That is out of our hands.

    Ask an operator what this line writes down about it.

answer-writing-a-crime-title = Is writing to you a crime?
answer-writing-a-crime =
    Honestly: Russia may put you on trial for it. For treason, for secret cooperation, for trying to surrender. Nobody can rule that out.

    We do not know for certain; we have not checked those laws ourselves. Treat this chat as dangerous.

    It is visible on your phone even if you only read. If someone may take your phone, better not write.

answer-war-trial-title = Will I be tried for fighting?
answer-war-trial-title-relative = Will he be tried for fighting?
answer-war-trial =
    By law a soldier must not be tried merely for taking part in war.
    This is Protocol I to the Geneva Conventions, article 43.
    But some citizens of Ukraine have been tried for treason.

    War crimes can be tried. Then a lawyer, an interpreter and a fair court are owed. The accused stays a prisoner of war.
    This is the Third Geneva Convention, articles 85, 99 and 105.

    Do not write here what you did. Tell that only to a lawyer.

answer-death-penalty-title = Can they execute me?
answer-death-penalty-title-relative = Can they execute him?
answer-death-penalty =
    Killing prisoners is forbidden.
    The Convention puts many strict conditions on a death sentence by a court.
    This is the Third Geneva Convention, articles 13, 100 and 101.

    Whether Ukrainian law has one, we have not checked ourselves. A lawyer can tell.

    If anyone threatens you with death, tell an operator.

answer-family-punished-title = Will my family be punished?
answer-family-punished-title-relative = Will we, his family, be punished?
answer-family-punished =
    We do not know. The Geneva Conventions do not protect your family from its own state. Neither can we.

    Tell them only what you must. Do not write to them openly about surrender. Chats may be read and calls listened to.

    If you fear for them, talk to an operator.

answer-family-money-title = Family's money, debts, loans
answer-family-money =
    Whether your family will be paid, we do not know. If a man gave himself up, payments may stop. Ask a lawyer about loans and debts.

    You keep your rights in captivity. You can sign a power of attorney and, if allowed, send money home.
    This is the Third Geneva Convention, articles 14, 63 and 77.

    Write nothing untrue in official papers: it is dangerous.

## Who I am

topic-me = My case is special

answer-officer-title = I'm an officer. Is it different?
answer-officer-title-relative = He's an officer. Is it different?
answer-officer =
    The protection is the same as a soldier's. Rank is respected. Officers must not be forced to work.
    This is the Third Geneva Convention, articles 44 and 49.

    When questioned you owe the same five: surname, first name, rank, birth date, number. Same convention, article 17.

    Do not write your post or what you know. We do not ask.

answer-conscript-title = I'm a conscript
answer-conscript-title-relative = He's a conscript
answer-conscript =
    In captivity a conscript is protected like any soldier.
    This is the Third Geneva Convention, article 4.

    Russia tries conscripts too for leaving a unit. Whether they were allowed to send you to war, a lawyer knows.

    Under eighteen? Tell an operator at once.

answer-convict-title = I'm from prison, a Storm unit
answer-convict-title-relative = He's from prison, a Storm unit
answer-convict =
    A criminal record changes nothing here. If you serve in the army, in captivity you are a prisoner of war. You must not be treated worse than others.
    This is the Third Geneva Convention, articles 4 and 16.

    Your old sentence is Russia's business, not Ukraine's.

    What becomes of a pardon, or of your return, we do not know. Ask a lawyer.

answer-pmc-title = I'm in a private or volunteer unit
answer-pmc-title-relative = He's in a private or volunteer unit
answer-pmc =
    If your unit belongs to the army, you are a prisoner of war too.
    This is the Third Geneva Convention, article 4.

    In doubt, you must be protected as a prisoner until a court decides.
    This is Protocol I to the Geneva Conventions, article 45.

    A mercenary is only someone who meets all six conditions. Same protocol, article 47.
    How it stands with you, we do not know. Ask a lawyer.

answer-foreigner-title = I'm a foreigner, I was tricked
answer-foreigner-title-relative = He's a foreigner, he was tricked
answer-foreigner =
    Your nationality does not matter. Whoever serves in the army is a prisoner of war in captivity.
    This is the Third Geneva Convention, article 4.

    A mercenary is only someone who meets all six conditions. Even he must not be tortured.
    This is Protocol I to the Geneva Conventions, articles 47 and 75.

    What your own country's law says, we do not know. Ask an operator about your consul and your language.

answer-belarus-title = I'm from Belarus
answer-belarus-title-relative = He's from Belarus
answer-belarus =
    In Russia's army? Then in captivity you are like everyone; nationality does not matter.
    This is the Third Geneva Convention, article 4.

    In the army of Belarus? Then we do not know. We have not checked the laws of Belarus either.

    Such a chat may be punished there. Ask an operator when it is safe.

answer-donetsk-luhansk-title = I was drafted in Donetsk or Luhansk
answer-donetsk-luhansk-title-relative = He was drafted in Donetsk or Luhansk
answer-donetsk-luhansk =
    First of all: we cannot promise there will be no trial. Ukraine has tried some such men for treason. Lawyers disagree about it.

    For the Convention it counts that you served in the army. While there is doubt, you must be protected as a prisoner.
    This is the Third Geneva Convention, article 4. And Protocol I to the Geneva Conventions, article 45.

    If you can, talk to a lawyer first. Ask an operator about one.

answer-under-18-title = I'm under eighteen
answer-under-18-title-relative = He is under eighteen
answer-under-18 =
    It is good that you wrote. No application is needed. You can simply talk to an operator.

    The law asks for special care for people your age. You must be kept apart from adults.
    This is Protocol I to the Geneva Conventions, article 77.

    Write no name and no place here. Is it about your brother or friend? You can write to the operator about that too.

## I do not want to go to war

topic-leave = I don't want to fight

answer-called-up-title = I may be called up. What do I do?
answer-called-up-title-relative = He may be called up. What now?
answer-called-up =
    Russia's mobilization decree came in September of twenty twenty-two. Whether it has ended, we do not know exactly.

    The law has deferments: for work, health, family. A lawyer knows if one fits you. See one early, not on the last day.

    We do not advise ignoring a summons. If you leave an application, its five words stay with you.

answer-summons-title = They hand me a summons
answer-summons-title-relative = They hand him a summons
answer-summons =
    Reports say a summons may count as served even without your signature. We have not checked this.

    The law has deferments. If faith or beliefs forbid you to serve, other service is your right.
    This is the Constitution of Russia, article 59. How that works during mobilization, we do not know.

    What to do in your case, a lawyer can say. Better ask soon. Ask an operator whether this line knows one.

answer-avoid-being-sent-title = How do I legally avoid being sent?
answer-avoid-being-sent-title-relative = How can he legally avoid being sent?
answer-avoid-being-sent =
    There are a few legal ways: a deferment, the medical board, faith or beliefs.
    On the last, see the Constitution of Russia, article 59. But we know no clear procedure during mobilization.

    Someone already serving who disobeys an order may be put on trial.
    This is the Criminal Code of Russia, article 332.

    We do not advise bribes or invented illness. An independent lawyer can look at your case. Ask an operator about one.

answer-left-unit-title = I left my unit, or want to leave
answer-left-unit-title-relative = He left his unit, or wants to
answer-left-unit =
    Are you in a safe place now? If not, think of yourself first, not of this chat.

    Russia tries men for absence and for desertion. During mobilization the punishment is heavier.
    This is the Criminal Code of Russia, articles 337 and 338.

    We will not name a road, a border or a hiding place. Ask an operator about a lawyer.

    Armed and in a bad way? Tell an operator at once.

answer-sign-contract-title = If I sign up, will you get me out?
answer-sign-contract-title-relative = If he signs up, will you get him out?
answer-sign-contract =
    Please do not do that. Nobody can promise to get you out later.

    Refusing an order and leaving a unit are both tried in court.
    This is the Criminal Code of Russia, articles 332, 337 and 338.

    We do not help with such plans. If debts or fear push you, talk to an operator.

answer-conscience-title = I cannot kill
answer-conscience-title-relative = He cannot kill
answer-conscience =
    That is nothing to be ashamed of. If you want to talk it out, call an operator.

    By law nobody may take away freedom of conscience, even in an emergency.
    This is the Covenant on Civil and Political Rights, articles 4 and 18.

    Faith or beliefs give a right to other service. This is the Constitution of Russia, article 59.
    But refusing an order in the army is tried in court. So ask a lawyer first.

answer-abroad-title = I'm abroad or at the border
answer-abroad-title-relative = He's abroad or at the border
answer-abroad =
    This depends on the country and on your papers. We do not know; you need a lawyer there.

    We name no roads, crossings or “easy” countries. A mistake can cost you dearly.

    Ask an operator which independent lawyers help. Do not send a passport or papers here.

## Camp rules

topic-camp = Camp rules

answer-three-meals-title = Is it true: three meals a day?
answer-three-meals =
    Three meals a day is something that was said. The Convention gives no such number.

    It asks for this: enough food that you stay healthy and lose no weight. Enough drinking water. No taking food from everyone as a punishment.
    This is the Third Geneva Convention, article 26.

    What is really served now, ask an operator.

answer-refuse-video-title = May I refuse an interview?
answer-refuse-video-title-relative = May he refuse an interview?
answer-refuse-video =
    The law is rather on your side. A prisoner must not be put on show, and his honour counts. Nobody may force him to talk by violence or threats.
    This is the Third Geneva Convention, articles 13, 14 and 17.

    The word “interview” is not in it. And we cannot answer for strangers.

    A recording can harm you at home. Ask an operator what rule this line keeps.

answer-complain-title = Whom can I complain to?
answer-complain-title-relative = Whom can he complain to?
answer-complain =
    You may ask and complain to the camp's command. Also to the Protecting Power or whoever replaces it. Such a state watches over prisoners' rights.
    You must not be punished for a complaint, even if it proves unfounded.
    Prisoners elect their own representative. The International Red Cross has the right to talk to prisoners without witnesses.
    This is the Third Geneva Convention, articles 78, 79 and 126.

    Who replaces that Power today, we do not know.

answer-prison-or-camp-title = Is it a prison or a camp?
answer-prison-or-camp =
    Prisoners of war must be kept in a camp, somewhere clean and healthy. A prison is allowed only if that is better for the prisoners themselves.
    Nobody may be sent to prison for a small offence.
    This is the Third Geneva Convention, articles 22 and 97.

    Where men are really held, and where you would be, we do not know. Ask an operator.

answer-punishment-title = Solitary? What if I escape?
answer-punishment-title-relative = Solitary? What if he escapes?
answer-punishment =
    Punishment for an offence may last thirty days at most. Beating, cells without daylight and punishing everyone are forbidden.
    A failed escape is punished the same way and must not go to court.
    Guards may fire at someone fleeing only as a last resort. They must warn first.
    This is the Third Geneva Convention, articles 42, 87, 90 and 92.

    An escape can cost your life. We give no advice on it.

answer-mine-clearing-title = Will they make me clear mines, dig?
answer-mine-clearing-title-relative = Will they make him clear mines, dig?
answer-mine-clearing =
    The law counts mine clearing as dangerous work. Only men who agree themselves may do it.
    Forced work for the war is forbidden. So is holding prisoners under fire or as a shield.
    This is the Third Geneva Convention, articles 23, 50 and 52.

    This is a rule, not a guarantee. If someone forces you, you may complain. How it really is, ask an operator.

answer-reprisals-title = Will they take revenge on me?
answer-reprisals-title-relative = Will they take revenge on him?
answer-reprisals =
    Revenge on a prisoner for what others did is forbidden. So is punishing all for one.
    This is the Third Geneva Convention, articles 13 and 87.

    Rules are not always kept, and we cannot give a guarantee. If it happens, a prisoner may complain.

answer-papers-title = Power of attorney, marriage, will
answer-papers =
    In captivity you stay a person with rights. You can make a power of attorney or a will and send it.
    You must be allowed to consult a lawyer and have your signature certified.
    This is the Third Geneva Convention, articles 14, 77 and 120.

    Marriage and divorce are not named there. Ask a lawyer or an operator.

## Other questions

topic-others = Other questions

answer-woman-title = I'm a woman
answer-woman =
    You must be treated no worse than men, and respected as a woman. Sleeping rooms and toilets must be separate.
    This is the Third Geneva Convention, articles 14, 25 and 29.

    Would you rather talk to a woman? Ask an operator if that is possible. You need not say why.

answer-medic-title = I'm a medic or a chaplain
answer-medic-title-relative = He's a medic or a chaplain
answer-medic =
    Army medics and chaplains are not prisoners of war. They may be kept only while prisoners need them. After that they must be sent back when possible.
    They must be treated at least as well as prisoners.
    This is the First Geneva Convention, articles 28 and 30. And the Third Geneva Convention, article 33.

    How to prove you are a medic, we do not know for sure. Ask an operator.

answer-civilian-staff-title = Not a soldier: I drive, build, cook
answer-civilian-staff-title-relative = Not a soldier: he drives, builds, cooks
answer-civilian-staff =
    In captivity, whoever was with an army by permission is a prisoner of war. The army's identity card matters.
    In doubt you must be protected as one until a court decides.
    This is the Third Geneva Convention, articles 4 and 5.

    How it stands with you, we do not know. Ask a lawyer or an operator.

answer-two-passports-title = I hold two passports
answer-two-passports-title-relative = He holds two passports
answer-two-passports =
    For captivity a passport does not matter. What matters is the army you serve in.
    This is the Third Geneva Convention, article 4.

    But each state has its own laws on citizenship and treason. What they say about you, we do not know.

    If you can, talk to a lawyer before any step. Write no passport numbers here.

answer-ukrainian-side-title = I'm from Ukraine, looking for mine
answer-ukrainian-side =
    This line is not for Ukrainian soldiers and their families. Ukraine has its own services for you. Ask an operator where to turn.

    The International Red Cross also searches for the missing, on both sides. It has no link with us.

    Do not send the name or papers of your person here.

answer-occupied-civ-title = I'm a civilian under occupation
answer-occupied-civ =
    Civilians are under a different law. We have not studied it here and will not guess.

    How to leave, the bot will not say. A mistake can cost your life.

    Ask an operator who can help. Write no place and no name for now.

answer-journalist-title = I'm a journalist or researcher
answer-journalist =
    People who write to us are not talked about here.

    Ask an operator who answers the press for this line. Send no names and no other people's stories here.

answer-have-info-title = I have information about troops
answer-have-info =
    We do not take it. This line does not collect information about troops.

    Do not write positions, names of commanders, numbers of men or weapons. No photos or files either. It is dangerous for you and for others.

    A question about yourself or someone close? Go ahead.

## Family and friends

topic-family = For family and friends

answer-apply-for-him-title = May I apply for my husband or son?
answer-apply-for-him =
    You cannot apply for him; only he himself can decide.

    First, about you. A man in Russia urged a friend to surrender. He got three and a half years in prison. Chats may be read and calls listened to.

    Do not write to him about surrender. Tell nobody where he is, not even us.

    You may ask an operator. What you do not want to say, do not say.

answer-missing-title = He is missing. Where do I look?
answer-missing =
    Waiting without knowing is very hard. A family has the right to know what happened to him.
    This is Protocol I to the Geneva Conventions, articles 32 and 33.

    Start with the International Committee of the Red Cross. It searches on both sides and has no link with us. The wait is long, and many have had no answer.

    Do not pay for a search, post no documents. Writing to a Ukrainian service from Russia can be dangerous. Ask an operator where else to turn.

answer-not-exchanged-title = Why isn't mine exchanged?
answer-not-exchanged =
    We do not know. The states draw up the lists. The law promises nobody a date of exchange.

    The gravely wounded and gravely sick must be sent home once they can travel. You may ask that doctors examine him.
    This is the Third Geneva Convention, articles 109, 110 and 112.

    Pay nobody: those who sell an exchange are frauds.

answer-body-title = He was killed. How do I get him home?
answer-body =
    We are very sorry.

    The dead must be searched for, recorded and buried with honour.
    This is the First Geneva Convention, articles 15, 16 and 17.

    A body can be returned if the sides agree or the family asks.
    This is Protocol I to the Geneva Conventions, article 34.

    Ask an operator where to turn. Please send no photographs.

## Hard moments

answer-harm-others-title = I'm afraid I'll snap and shoot
answer-harm-others =
    It is good that you said it here. This is clearly very hard for you.

    Is the weapon in your hands now? If you can, put it out of reach and step away.

    We will not help with that, but we will listen. One word is enough.

    Decide nothing this minute. Stay near someone you trust.

answer-was-tortured-title = I was tortured or raped
answer-was-tortured =
    We believe you. It is not your fault. You need not tell the details.

    One word to the operator is enough. Say who is easier to talk to: a woman or a man.

    Treating prisoners like that is forbidden.
    This is the Third Geneva Convention, articles 13, 14, 17 and 130.

    Trained people gather evidence. Send nothing here.

answer-drunk-title = I'm drunk, on something, no sleep
answer-drunk =
    Take it slowly. Nothing has to be decided now.

    Is a weapon near? If you can, lay it out of reach. Stay with someone you trust.

    Frightened, or no wish to live? Call an operator.

    You can come back to this talk later.

## The law of war

topic-law = The law of war

answer-geneva-applies-title = It's no war. Does Geneva apply?
answer-geneva-applies =
    The law applies all the same. No matter what it is called or whether war was declared. No matter that one side denies it.
    This is the Third Geneva Convention, article 2.

    Russia and Ukraine are both bound by it.

answer-pretend-title = What if I only pretend to surrender?
answer-pretend-title-relative = What if he only pretends to surrender?
answer-pretend =
    No, you must not. Pretending in order to attack or capture someone is forbidden.
    If people die, it is a war crime. And the next man who surrenders honestly is not believed.
    This is Protocol I to the Geneva Conventions, article 37.

    We will not help with that.

answer-civil-clothes-title = Should I put on civilian clothes?
answer-civil-clothes-title-relative = Should he put on civilian clothes?
answer-civil-clothes =
    We do not advise it. A soldier who fights in civilian clothes may lose a prisoner's rights.
    And attacking while posing as a civilian is forbidden.
    This is Protocol I to the Geneva Conventions, articles 37 and 44.

    Such clothes can cost your life. If in doubt, ask an operator.
