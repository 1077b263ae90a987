package dev.cloakroom.server;

/** How large request bodies may be. Immutable. */
record BodyLimits(int jsonBytes, UploadLimits upload) {

    static BodyLimits standard() {
        return new BodyLimits(1 << 20, UploadLimits.standard());
    }
}
