/** Sessions, claims, ownership and history. */
module dev.cloakroom.session {
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports dev.cloakroom.session;
}
