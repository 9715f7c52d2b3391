# A person takes back what he wrote.
button-undo = Забрать последнее сообщение
hint-undo-nothing = Забирать нечего.
hint-undone = Забрали. У операторов его больше нет.
hint-undone-read = Забрали. После него вам отвечали, значит, его прочли.
