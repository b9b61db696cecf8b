package io.serviceping.testing;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Drops the databases of a test class when its last test has ended; registered for every class by a service file. */
public final class DatabaseCleanup implements AfterAllCallback {
    @Override
    public void afterAll(ExtensionContext context) {
        if (!context.getRequiredTestClass().isMemberClass()) {
            TestDatabase.dropAll();
        }
    }
}
