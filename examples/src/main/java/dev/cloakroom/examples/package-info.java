/** Small programs that show each way of use. */
@NullMarked
package dev.cloakroom.examples;

import org.jspecify.annotations.NullMarked;
