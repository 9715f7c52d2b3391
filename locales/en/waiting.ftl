### Waiting, and the five words.

waited-ten-minutes = Lately people waited about ten minutes.
waited-hour = Lately people waited about an hour.
waited-half-day = Lately people waited about half a day.
waited-longer = Lately people waited longer than a day.
waits-longer = It takes longer than we hoped. Your case is not lost.

check-means = The word shows the same line as the first time. Not that the first time was real.

learn =
    <b>Let us check.</b> Write word number { $first } and word number { $second }.

    Write them in one message. It will vanish from the chat at once.
hint-own-words = These look like words of your code. They went to nobody and are gone from the chat. To test yourself, press “I know them by heart”.
hint-not-yet = Not quite, and that is all right. Here are your five words once more.
hint-not-these = These are not your words, so they went to the operators. Here are your five words once more.

confirm-bare =
    There are no answers yet. Send the application like this?

    You can write on later, and the operators will read it.
