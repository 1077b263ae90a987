package dev.cloakroom.testkit;

/** Something was seen that a rule forbids; for properties that look at several rules at once. */
final class RuleBroken extends AssertionError {
    private static final long serialVersionUID = 1L;

    private final Rule rule;

    RuleBroken(Rule rule, String seen) {
        super(seen);
        this.rule = rule;
    }

    Rule rule() {
        return rule;
    }
}
