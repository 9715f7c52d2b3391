## Changing what was sent

button-change = Change my answers
hint-change = Answer only what you want to change. Skip the rest: earlier answers stay.
change-rest = Where you answer nothing, the earlier answer stays.
hint-changed = Changes are stored. Operators will see them.
hint-unchanged = You changed nothing. All is as it was.

desk-changed = <b>{ $alias }</b>: the person changed the application. Open shows both the earlier answers and the new ones.
