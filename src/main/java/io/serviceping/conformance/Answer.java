package io.serviceping.conformance;

/** The endpoint's answer. Its text form is for people. */
record Answer(int status, String body) {
    /** Longest content in bytes, because senders read no more. Longer content is cut off one byte later. */
    static final int LONGEST = 64 * 1024;

    boolean isAcceptance() {
        return status == 200 || status == 201 || status == 202;
    }

    @Override
    public String toString() {
        return switch (status) {
            case 401, 403 -> status + " (does it ask for a token or a signature that it was not given?)";
            case 429 -> "429 (the check sends about thirty requests; does it limit them?)";
            default -> String.valueOf(status);
        };
    }
}
