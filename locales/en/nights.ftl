# What operators are told of the keys that are made and destroyed each night.

desk-night-blocked =
    ⚠️ Last night's change of keys did not finish{ $count ->
        [0] .
        [one] : { $count } row could not be moved.
       *[other] : { $count } rows could not be moved.
    }
    Nothing is lost. But older keys were not destroyed, so what was closed or deleted is not forgotten yet. It is tried again every hour.
    If this comes again tomorrow, tell whoever runs the server: python -m bot check.
desk-epoch-missing =
    ⚠️ A key file is missing on the server. { $count ->
        [0] No case depends on it.
        [one] { $count } case cannot be read until it is back: { $aliases }
       *[other] { $count } cases cannot be read until it is back: { $aliases }
    }
    New people are served. Tell whoever runs the server: python -m bot check names the file. Whoever knows his five words can open his case again himself.
