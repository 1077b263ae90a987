package dev.cloakroom.store.redis;

import dev.cloakroom.session.InvalidInput;
import dev.cloakroom.session.StoreUnavailable;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/**
 * A walk through the keys of all primaries, a part at a time. Nothing of it is kept here: the cursor says which servers
 * are done, which one is being asked, and where it stands.
 *
 * <p>When a server is replaced in the middle, its successor is walked through from the beginning; what was told by the
 * old one is then told again. Immutable and thread-safe.
 */
final class Walk {
    private static final Pattern CURSOR = Pattern.compile("[0-9]{1,20}(-[0-9a-f]{8}){1,1000}");
    private static final int DIGITS = 8;
    private static final String BEGIN = "0";

    private final Redis redis;
    private final String pattern;

    /** @param pattern of the keys to tell of */
    Walk(Redis redis, String pattern) {
        this.redis = redis;
        this.pattern = pattern;
    }

    /**
     * Some of the keys.
     *
     * @param next the cursor of the next part, or null
     */
    record Part(List<byte[]> keys, @Nullable String next) {}

    /**
     * Takes a step.
     *
     * @param after the cursor, or null to begin
     * @param about how many keys to look at
     */
    Part step(@Nullable String after, int about) {
        if (about < 1) {
            throw new InvalidInput("a batch looks at 1 or more, not " + about);
        }
        Place place = Place.of(after);
        List<HostAndPort> primaries = primaries();
        HostAndPort node = place.node(primaries);
        if (node == null) {
            return new Part(List.of(), null);
        }
        Place here = place.at(node);
        Reply reply = redis.callAt(
                node,
                Request.of(Script.SCAN, Effect.NONE)
                        .arg(node.toString())
                        .arg(here.scan())
                        .arg(pattern)
                        .arg(Integer.toString(about)));
        if (!reply.has(0)) {
            throw new StoreUnavailable(
                    "the user of Redis may not use SCAN, which upkeep needs: add +scan to its rights;"
                            + " nothing was applied");
        }
        return new Part(keys(reply.list(1)), here.next(reply.text(0), primaries));
    }

    private List<HostAndPort> primaries() {
        try {
            return redis.nodes().primaries(redis.deadline());
        } catch (NotApplied e) {
            throw new StoreUnavailable(e.why() + "; nothing was applied", e);
        }
    }

    private static List<byte[]> keys(List<?> parts) {
        List<byte[]> keys = new ArrayList<>();
        for (Object part : parts) {
            if (!(part instanceof byte[] key)) {
                throw Reply.damaged();
            }
            keys.add(key);
        }
        return keys;
    }

    /**
     * Where a walk stands.
     *
     * @param scan the cursor of the server
     * @param current the server's digits; empty before the first one
     * @param done those of the servers that were walked through
     */
    private record Place(String scan, String current, Set<String> done) {
        private Place {
            done = Set.copyOf(done);
        }

        static Place of(@Nullable String cursor) {
            if (cursor == null) {
                return new Place(BEGIN, "", Set.of());
            } else if (!CURSOR.matcher(cursor).matches() || isTooLarge(cursor.substring(0, cursor.indexOf('-')))) {
                throw new InvalidInput("this is no cursor of an inventory");
            }
            List<String> parts = Arrays.asList(cursor.split("-", -1));
            return new Place(parts.get(0), parts.get(1), new HashSet<>(parts.subList(2, parts.size())));
        }

        /** Redis counts in 64 bits. */
        private static boolean isTooLarge(String digits) {
            return new BigInteger(digits).bitLength() > Long.SIZE;
        }

        /** The server to ask: the current one if it still is there, else the first that was not asked. */
        @Nullable HostAndPort node(List<HostAndPort> primaries) {
            HostAndPort first = null;
            for (HostAndPort node : primaries) {
                String digits = digits(node);
                if (digits.equals(current)) {
                    return node;
                } else if (first == null && !done.contains(digits)) {
                    first = node;
                }
            }
            return first;
        }

        Place at(HostAndPort node) {
            String digits = digits(node);
            return digits.equals(current) ? this : new Place(BEGIN, digits, done);
        }

        @Nullable String next(String answered, List<HostAndPort> primaries) {
            if (!answered.equals(BEGIN)) {
                return new Place(answered, current, done).text();
            }
            Set<String> over = new HashSet<>(done);
            boolean unused = over.add(current);
            HostAndPort following = new Place(BEGIN, "", over).node(primaries);
            return following == null ? null : new Place(BEGIN, digits(following), over).text();
        }

        private String text() {
            StringBuilder text = new StringBuilder(scan).append('-').append(current);
            done.stream().sorted().forEach(one -> text.append('-').append(one));
            return text.toString();
        }

        private static String digits(HostAndPort node) {
            try {
                byte[] name = node.toString().getBytes(StandardCharsets.UTF_8);
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(name);
                return HexFormat.of().formatHex(digest).substring(0, DIGITS);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this Java has no SHA-256, which every Java has to have", e);
            }
        }
    }
}
