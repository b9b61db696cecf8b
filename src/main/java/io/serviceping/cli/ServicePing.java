package io.serviceping.cli;

/** The program's entry point. */
public final class ServicePing {
    private ServicePing() {}

    public static void main(String[] args) {
        System.err.println("not yet");
    }
}
