# A person takes back what he wrote.
button-undo = Забрати останнє повідомлення
hint-undo-nothing = Забирати нічого.
hint-undone = Забрали. В операторів його більше немає.
hint-undone-read = Забрали. Після нього вам відповідали, отже, його прочитали.
