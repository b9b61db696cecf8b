/** What any endpoint must do, seen from outside. */
