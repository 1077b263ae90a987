/**
 * Small programs that show each way of use. {@link dev.cloakroom.examples.EmbeddedChat} and
 * {@link dev.cloakroom.examples.UploadAnalysis} hold the library in their own process;
 * {@link dev.cloakroom.examples.OutageA} and {@link dev.cloakroom.examples.OutageB} speak HTTP to a server anywhere and
 * replay the two outages that this project comes from.
 */
@NullMarked
package dev.cloakroom.examples;

import org.jspecify.annotations.NullMarked;
