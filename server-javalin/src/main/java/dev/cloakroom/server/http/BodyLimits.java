package dev.cloakroom.server.http;

/** How large request bodies may be, and how slow. Immutable. */
public record BodyLimits(int jsonBytes, UploadLimits upload, Pace pace) {}
