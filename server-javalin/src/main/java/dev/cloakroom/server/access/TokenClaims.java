package dev.cloakroom.server.access;

import java.util.Optional;

/**
 * What a token has to say besides who it is for and until when. Immutable.
 *
 * @param issuer who has to have issued it
 * @param audience whom it has to be meant for, among others
 * @param tenant the name of the claim that holds the tenant; a token without it is of no tenant
 */
public record TokenClaims(Optional<String> issuer, Optional<String> audience, Optional<String> tenant) {

    @Override
    public String toString() {
        return "TokenClaims";
    }
}
