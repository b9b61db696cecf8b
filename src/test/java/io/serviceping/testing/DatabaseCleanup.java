package io.serviceping.testing;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Drops a test class's databases after its last test; a service file registers it for every class. */
public final class DatabaseCleanup implements AfterAllCallback {
    @Override
    public void afterAll(ExtensionContext context) {
        if (!context.getRequiredTestClass().isMemberClass()) {
            TestDatabase.dropAll();
        }
    }
}
