package dev.cloakroom.server.chat;

import java.time.Duration;

/**
 * What an operator says about turns. Immutable.
 *
 * @param clientNames whether clients may name sessions
 * @param contextMessages how many messages the responder sees
 * @param maxConcurrency turns at once
 * @param underWay messages at once, those that wait for a turn or a slot included
 * @param queueWait how long a message waits for a turn, and for a slot
 */
public record ChatSettings(
        boolean clientNames, int contextMessages, int maxConcurrency, int underWay, Duration queueWait) {}
