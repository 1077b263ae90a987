/**
 * A strict HTTP engine: it reads a request in one way only or refuses it, writes answers and problems, and stops in
 * good order. It knows neither sessions nor users.
 */
@NullMarked
package dev.cloakroom.server.http;

import org.jspecify.annotations.NullMarked;
