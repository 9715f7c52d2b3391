## What a person wrote although nobody asked: taken out before anything is kept

hint-unasked =
    It seems you wrote a place, a unit, a name or a number. The bot took it out. Operators do not see it.
    Please do not write such things. If the phone is taken, they can harm you and others.
unasked-unit = [unit]
unasked-place = [place]
unasked-name = [name]
unasked-number = [number]
