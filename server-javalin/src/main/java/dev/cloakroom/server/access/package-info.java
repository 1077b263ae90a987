/**
 * The way from a request to a claim: who is asking, from where, and with which access, in one order for every route.
 * The only place of the server that turns core's exceptions into problems.
 */
@NullMarked
package dev.cloakroom.server.access;

import org.jspecify.annotations.NullMarked;
