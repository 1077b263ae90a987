/**
 * The standalone server: the command, its settings, and the wiring of the rooms below, in which dependencies point one
 * way: routes, chat, access, http. Routes translate, the core decides.
 */
@NullMarked
package dev.cloakroom.server;

import org.jspecify.annotations.NullMarked;
