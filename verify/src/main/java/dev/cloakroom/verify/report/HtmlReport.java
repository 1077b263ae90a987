package dev.cloakroom.verify.report;

import dev.cloakroom.verify.evidence.Account;

/** An account as a page. */
public final class HtmlReport {
    private HtmlReport() {}

    /** The whole account as one file that needs no other. */
    public static String of(Account account) {
        return "<!doctype html><title>" + account.verdict() + "</title>";
    }
}
