package dev.cloakroom.server;

/** How large request bodies may be, and how slow. Immutable. */
record BodyLimits(int jsonBytes, UploadLimits upload, Pace pace) {

    static BodyLimits standard() {
        return new BodyLimits(1 << 20, UploadLimits.standard(), Pace.standard());
    }
}
