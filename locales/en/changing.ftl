## Changing what was sent

button-change = Change my answers
hint-change = Answer only what you want to change. Skip the rest: earlier answers stay.
change-rest = Where you answer nothing, the earlier answer stays.
hint-changed = Changes are stored. Operators will see them.
hint-unchanged = You changed nothing. All is as it was.
hint-change-closed =
    Your case was closed in the meantime. Nothing was sent. Your new answers are kept here.
    Your five words open the earlier answers again: write them here.
    Or send a new application: then answer the other questions too.
hint-change-anew = Your earlier case was closed. Your answers went out as a new application.

desk-changed = <b>{ $alias }</b>: the person changed the application. Open shows both the earlier answers and the new ones.
