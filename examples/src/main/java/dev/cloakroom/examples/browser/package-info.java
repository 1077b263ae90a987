/** A page for a browser, and the small backend behind it that knows who has signed in. Start {@code BrowserChat}. */
@NullMarked
package dev.cloakroom.examples.browser;

import org.jspecify.annotations.NullMarked;
