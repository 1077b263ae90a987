/**
 * Sessions and their history. Most callers need only {@link dev.cloakroom.session.SessionRegistry} and
 * {@link dev.cloakroom.session.Claim}; who writes a store reads {@link dev.cloakroom.session.SessionStore}.
 *
 * <p>Nothing here touches a session's data without a claim, only the registry makes claims, and the store checks a
 * claim again in the same atomic step as its effect.
 */
@NullMarked
package dev.cloakroom.session;

import org.jspecify.annotations.NullMarked;
