package dev.cloakroom.server;

/** How large request bodies may be, and how slow. Immutable. */
record BodyLimits(int jsonBytes, UploadLimits upload, Pace pace) {}
