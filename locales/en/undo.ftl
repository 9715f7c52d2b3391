# A person takes back what he wrote.
button-undo = Take back my last message
hint-undo-nothing = There is nothing of yours to take back.
hint-undone = Taken back. The operators no longer have it. But somebody may have read it before.
hint-undone-read = Taken back. An operator answered after it, so it had been read.
