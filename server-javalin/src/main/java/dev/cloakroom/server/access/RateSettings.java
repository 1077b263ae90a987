package dev.cloakroom.server.access;

/**
 * How often may be asked. Immutable.
 *
 * @param user requests a minute of one user; 0 for any number
 * @param refusals a minute of one user, before they are slowed down; 0 for any number
 * @param address requests a minute from one address; 0 for any number
 * @param addresses where requests come from
 */
public record RateSettings(long user, long refusals, long address, ClientAddresses addresses) {

    /** In what all instances should be set up alike. */
    public String shared() {
        return user + "," + refusals + "," + address;
    }
}
