import dev.cloakroom.session.SessionStoreProvider;

/**
 * Sessions and their history for backends that many people use at once.
 *
 * <p>The package is exported and closed: nobody outside can make a {@link dev.cloakroom.session.Claim}, so nobody
 * outside can reach a session's data without asking for one.
 */
module dev.cloakroom.session {
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.cloakroom.session;

    uses SessionStoreProvider;
}
