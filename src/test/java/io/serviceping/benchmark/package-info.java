/** Programs that measure; not run by the build. */
