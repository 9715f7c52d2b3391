"""Phrases as people write them, by the danger they speak of; most from neither list nor textbook."""

from __future__ import annotations

from bot.flows.danger import Danger

RU = {
    Danger.CRISIS: """
        не хочу жить
        не хачу большэ жыть
        хачу умиреть
        Я больше не хочу жить, простите
        нехочу жить
        не хочу большe жить
        жить не хочется совсем
        жить так больше не могу
        не могу так больше жить
        хочу умереть
        хочу сегодня ночью умереть
        хочу сдохнуть уже
        умереть хочу
        не хочу жить, хочу умереть
        лучше сдохнуть чем это
        лучше бы мне умереть
        незачем больше жить
        зачем мне жить дальше
        нет смысла жить
        не вижу смысла в жизни
        нету больше сил жить
        устал я жить
        покончу с собой
        думаю покончить жизнь самоубийством
        решил свести счёты с жизнью
        убью себя
        себя убью и все
        хочу застрелить себя из автомата
        застрелюсь сегодня
        я застрелюсъ
        хочу повеситься
        щас повешусь
        наложу на себя руки
        пущу себе пулю в лоб
        порезал вены
        вскрою себе вены
        Мысли о суициде каждый день
        суициид
        автомат во рту
        выдерну чеку и всё
        хочу уснуть и не проснуться
        скорей бы сдохнуть
        хочу чтобы меня убили
        убейте меня
        всем будет лучше без меня
        ne hochu zhit
        ne xochu bolshe jit
        nehochu zhit'
        xo4u umeret
        ya zastrelyus
        pokonchu s soboj
        hochu ubit sebya
        dumayu o samoubijstve
        не хо4у жить
    """,
    Danger.HARM: """
        я убью командира
        хачу убить камандира
        убью этого ротного
        командира застрелю
        хочу застрелить командира
        всех тут перестреляю
        их всех убью
        хочу убить человека
        боюсь сорваться и выстрелить
        кину гранату в блиндаж к командиру
        закину им гранату в палатку
        ub'yu komandira
        zastrelyu rotnogo
        ya ih vseh ubyu
        готов убить их всех
    """,
    Danger.TORTURE: """
        меня пытали
        Меня изнасиловали
        нас пытали током
        нас держат в яме
        посадили меня в подвал
        избивали меня прикладами
        его пытают в подвале
        пережил пытки
        menya pytali
        menya iznasilovali
        мужа избили в части
    """,
    Danger.MINOR: """
        мне 17
        мне 16 лет
        мне всего семнадцать
        мне нет восемнадцати
        мне ещё нет 18
        мне не исполнилось 18
        я несовершеннолетний
        я ещё школьник
        сыну 17 лет, его забирают
        mne 17 let
        mne net 18
    """,
    Danger.NOW: """
        ранен в ногу, помогите
        хочу сдаться, нас накрыло
    """,
    None: """
        убили друга
        не хочу умирать на этой войне
        сколько лет дадут
        боюсь умереть
        боюсь умереть здесь
        страшно умирать
        хочу жить
        хочу жить, не хочу умирать
        жить хочу, а не воевать
        не хочу воевать хочу жить
        я не хочу тут сдохнуть
        не хочу за путина умереть
        не хочу никого убивать
        я никого не убивал
        меня убьют свои если сдамся
        командир сказал убью всех кто сдастся
        комбат орёт что застрелит
        хотят меня убить
        пытают ли в плену
        будут ли меня пытать?
        правда что пленных пытают
        боюсь что будут пытать
        меня не пытали
        что если меня будут бить
        этот штурм самоубийство
        самоубийственный приказ
        нас бросают на убой
        сколько дней нас держат в окопах
        мне дали 15 лет
        мне 15 лет дадут?
        мне 17 марта на комиссию
        мне 25 лет
        мне 47
        у меня двое детей
        сколько мне сидеть
        как сдаться
        меня могут убить?
        друг погиб, я один остался
        брат погиб вчера
        не могу жить в казарме
        не хочу жить в россии
        что будет с моей семьёй
        убьют меня или нет если выйду
        kak sdatsya v plen
        ne hochu umirat
        boyus umeret
        kogda vas nam zhdat
        хочу домой
        жив ли мой сын
        сын пропал, убит или в плену
        убитых у нас много
        положу автомат и выйду
        пуля попала в голову другу
    """,
}

UK = {
    Danger.CRISIS: """
        не хочу жити
        я більше не хочу жити
        нехочу жити
        жити більше не хочеться
        не можу так далі жити
        хочу померти
        хочу вмерти вже
        хочу здохнути
        краще здохнути
        краще б мені померти
        навіщо мені жити
        немає сенсу жити
        не бачу сенсу в житті
        нема більше сил жити
        втомився жити
        покінчу з собою
        хочу покінчити життя самогубством
        вкорочу собі віку
        вб'ю себе
        вб’ю себе і все
        себе вб'ю
        застрелюся сьогодні
        застрелюсь
        хочу повіситися
        накладу на себе руки
        пущу собі кулю в лоб
        порізав вени
        думки про самогубство
        суїцид
        автомат у роті
        смикну чеку
        заснути і не прокинутися
        всім буде краще без мене
        хочу щоб мене вбили
        вбийте мене
        ne hochu zhyty
        khochu pomerty
        zastrelyusya
        не хочу жыти
        нема чого жити
    """,
    Danger.HARM: """
        вб'ю командира
        уб'ю цього ротного
        командира застрелю
        хочу застрелити командира
        усіх перестріляю
        їх усіх вб'ю
        хочу вбити людину
        боюся зірватися й вистрілити
        кину гранату командиру в бліндаж
        vbyu komandyra
    """,
    Danger.TORTURE: """
        мене катували
        мене зґвалтували
        мене згвалтували
        нас били струмом
        нас тримають у ямі
        посадили мене в підвал
        пережив тортури
        сина катують
        mene katuvaly
    """,
    Danger.MINOR: """
        мені 17
        мені 16 років
        мені лише сімнадцять
        мені нема вісімнадцяти
        мені ще немає 18
        я неповнолітній
        я ще школяр
        синові 17 років
        meni 17 rokiv
    """,
    Danger.NOW: """
        поранений, допоможіть
        хочу здатися, нас накрило
    """,
    None: """
        вбили друга
        не хочу вмирати на цій війні
        скільки років дадуть
        боюся померти
        боюсь вмерти тут
        хочу жити
        хочу жити, не хочу вмирати
        не хочу воювати хочу жити
        я не хочу тут здохнути
        не хочу за путіна померти
        не хочу нікого вбивати
        мене вб'ють свої
        командир сказав вб'ю всіх хто здасться
        хочуть мене вбити
        чи катують у полоні
        чи будуть мене катувати?
        боюся що будуть катувати
        мене не катували
        цей штурм самогубство
        самогубний наказ
        мені дали 15 років
        мені 15 років дадуть?
        мені 17 березня на комісію
        мені 25 років
        у мене двоє дітей
        як здатися
        друг загинув
        не хочу жити в росії
        не хочу жити в казармі
        що буде з моєю родиною
        yak zdatysya v polon
        хочу додому
        чи живий мій син
        син зник, вбитий чи в полоні
        покладу автомат і вийду
        куля влучила другові в голову
        коли обмін
        чи буде суд
        мене мобілізували
    """,
}

EN = {
    Danger.CRISIS: """
        I don't want to live
        i dont want to live anymore
        I do not want to live
        I no longer want to be alive
        cant go on living
        I can't go on like this
        I want to die
        i just want to die
        wanna die
        I wish I was dead
        I wish I had never been born
        better off dead
        they are better off without me
        I will kill myself
        gonna kill myself
        thinking of killing myself
        i want to shoot myself
        going to hang myself
        I cut my wrists
        I want to end my life
        i want to end it all
        thinking about suicide
        feeling suicidal
        suiciide
        put a bullet in my head
        the gun is in my mouth
        i will pull the pin
        no reason to live
        I see no point in living
        there is no point living
        tired of living
        im tired of life
        nothing to live for
        life is pointless
        I want to fall asleep and never wake up
        I'd rather be dead
        please kill me
        I want them to kill me
        kms
        took all my pills
        I want to harm myself
        my son wants to kill himself
    """,
    Danger.HARM: """
        I will kill my commander
        I'm going to shoot the officer
        gonna kill them all
        i want to kill someone
        I want to shoot everyone here
        I am afraid I'll snap and shoot
        I might kill him
        throw a grenade into the commander's tent
        I'll kill him tonight
    """,
    Danger.TORTURE: """
        I was tortured
        they tortured me
        I was raped
        he raped me
        we were beaten and tortured
        they beat us with rifle butts
        they keep us in a pit
        I survived torture
        I was sexually abused
    """,
    Danger.MINOR: """
        I'm 17
        i am 16 years old
        im only 15
        I am seventeen
        I'm under 18
        i am under eighteen
        not yet 18
        I am a minor
        im underage
        my brother is 17
        17yo
        i am still in school
    """,
    Danger.NOW: """
        I'm wounded, help me
        I want to surrender, we are under fire
    """,
    None: """
        they killed my friend
        I don't want to die in this war
        how many years will I get
        I am afraid of dying
        i'm afraid to die here
        I want to live
        I want to live, I don't want to die
        I don't want to kill anyone
        I never killed anybody
        will they kill me
        my commander will shoot me
        the commander said he will kill everyone who surrenders
        they want to kill me
        will I be tortured
        do they torture prisoners
        are prisoners tortured?
        I'm afraid of being tortured
        I was not tortured
        this assault is suicide mission
        it's a suicide attack
        they gave me 15 years in prison
        15 years in prison
        I am 25
        I am 17 km from the front
        I have two children
        how do I surrender
        my friend is dead
        I don't want to live in russia
        what happens to my family
        a bullet hit my friend in the head
        I want to go home
        is my son alive
        my son is missing, dead or captured
        will I be exchanged
        can I shoot a flare to surrender
        they put a gun to my head
        I was hurt by a mine
        I would rather surrender than fight
        will I go to jail for life
        one more question about life in the camp
    """,
}

TABLES = {"ru": RU, "uk": UK, "en": EN}

PHRASES = [
    (kind, phrase.strip())
    for table in TABLES.values()
    for kind, phrases in table.items()
    for phrase in phrases.strip().splitlines()
]
