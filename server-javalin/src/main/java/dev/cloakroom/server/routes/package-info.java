/** What each address does, as tables of routes, and what their answers look like on the wire. */
@NullMarked
package dev.cloakroom.server.routes;

import org.jspecify.annotations.NullMarked;
