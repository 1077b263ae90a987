package dev.cloakroom.verify.report;

import java.lang.annotation.ElementType;
import java.lang.annotation.Target;

/** Says to the compiler's checks that a chain of calls may end anywhere. */
@Target(ElementType.TYPE)
@interface CanIgnoreReturnValue {}
