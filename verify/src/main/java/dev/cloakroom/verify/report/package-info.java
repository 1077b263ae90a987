/** What was seen, as a page with pictures and as JSON. */
@NullMarked
package dev.cloakroom.verify.report;

import org.jspecify.annotations.NullMarked;
