package io.serviceping.plan;

import java.util.List;

/**
 * A call, an operator or a cast that fails for some types of operands.
 *
 * @param name in {@link SureOperations}
 * @param operands those that are no constants; a constant that fails does so whichever row it is
 */
public record Operation(String name, List<String> operands) {
    public Operation {
        operands = List.copyOf(operands);
    }
}
