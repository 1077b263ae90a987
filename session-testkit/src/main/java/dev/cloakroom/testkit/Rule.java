package dev.cloakroom.testkit;

import java.util.Locale;

/** The rules of the contract, as docs/CONTRACT.md numbers them. */
enum Rule {
    R1("issuance"),
    R2("isolation"),
    R3("atomic ownership"),
    R4("indistinguishable"),
    R5("append-only order"),
    R6("exactly once"),
    R7("acknowledged means what the store says"),
    R8("ends are ends"),
    R9("honest outcomes"),
    R10("reply binding"),
    R11("bounded"),
    R12("audit and silence"),
    R13("fail closed"),
    R14("rolling change"),
    R15("one turn at a time"),
    R16("files as history");

    private final String title;

    Rule(String title) {
        this.title = title;
    }

    /** The rule that the name of a property begins with. */
    static Rule of(String property) {
        return valueOf(property.substring(0, property.indexOf('_')).toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return name() + " " + title;
    }
}
