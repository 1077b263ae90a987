package dev.cloakroom.benchmarks;

import dev.cloakroom.session.Role;
import java.time.Instant;
import java.util.Map;

/** A message as someone would keep it who does without Cloakroom: the same parts as an entry, and no checks. */
record BareEntry(long seq, Role role, String content, String author, Instant createdAt, Map<String, String> metadata) {}
