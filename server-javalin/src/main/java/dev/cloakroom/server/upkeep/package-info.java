/**
 * What who runs the sessions does with a store from outside a server: ends sessions and gives them out. Everything goes
 * through a registry, with claims of the owners.
 */
@NullMarked
package dev.cloakroom.server.upkeep;

import org.jspecify.annotations.NullMarked;
