package io.serviceping.conformance;

/** What came back. Its text form is for people. */
record Answer(int status, String body) {
    boolean isAcceptance() {
        return status == 200 || status == 201 || status == 202;
    }

    @Override
    public String toString() {
        return switch (status) {
            case 401, 403 -> status + " (does it ask for a token or a signature that it was not given?)";
            case 429 -> "429 (the check sends some thirty requests; does it limit them?)";
            default -> String.valueOf(status);
        };
    }
}
