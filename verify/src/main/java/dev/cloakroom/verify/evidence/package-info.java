/** What is looked for, what was seen, and what follows from it. Knows neither HTTP nor reports. */
@NullMarked
package dev.cloakroom.verify.evidence;

import org.jspecify.annotations.NullMarked;
