"""Words that open something: five of a return code, three of a link, four of a group."""
