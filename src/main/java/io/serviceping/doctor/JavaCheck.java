package io.serviceping.doctor;

import java.util.ArrayList;
import java.util.List;

/** The Java runtime and its text encoding. */
final class JavaCheck implements Check {
    @Override
    public String name() {
        return "java";
    }

    @Override
    public List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok("Java " + Runtime.version() + " of " + System.getProperty("java.vendor") + ", up to "
                + (Runtime.getRuntime().maxMemory() >> 20) + " MB of heap."));
        String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
        if (!encoding.equalsIgnoreCase("UTF-8")) {
            findings.add(Finding.note(
                    "The locale knows " + encoding + " only, so that other letters in arguments and paths are lost.",
                    "Set LC_ALL=C.UTF-8 where Service Ping is started."));
        }
        return findings;
    }
}
