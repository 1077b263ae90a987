package dev.cloakroom.session;

/**
 * Stands in until the first real type is here. Immutable.
 *
 * @param value any text
 */
public record Placeholder(String value) {}
