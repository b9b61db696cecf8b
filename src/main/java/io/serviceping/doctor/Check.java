package io.serviceping.doctor;

import java.util.List;

/** Looks at one part of an installation. */
interface Check {
    String name();

    /** One finding or more. An exception is a finding too. */
    List<Finding> look() throws Exception;
}
