package dev.cloakroom.session;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * The instances that share a store, as each of them announces itself, so that a set of different versions or
 * configurations is seen (R14). Says nothing about sessions; nobody decides by it.
 */
public interface InstanceStore {
    /** Most characters of an id, a version or a configuration. */
    int MOST_CHARS = 64;

    /**
     * Announces an instance, or announces it again.
     *
     * @param lifetime how long it counts as there unless it is announced again
     */
    void announce(Instance self, Duration lifetime);

    /** The instances that were announced and whose lifetime is not over, ordered by id. */
    List<Instance> present();

    /** The newest format of stored data that this store reads and writes: what its users announce. */
    default int format() {
        return 1;
    }

    /** Takes an announcement back; an instance that is not there already counts as gone. */
    void leave(String id);

    /**
     * One instance. Immutable and thread-safe.
     *
     * @param id its own, drawn anew when it starts
     * @param version of the program
     * @param format the newest format of stored data that it reads and writes
     * @param configuration a fingerprint of its settings: equal where they are equal; no setting in clear
     */
    record Instance(String id, String version, int format, String configuration) {
        /**
         * Checks the texts.
         *
         * @throws InvalidInput when one is empty, longer than {@link InstanceStore#MOST_CHARS}, or not printable ASCII
         */
        public Instance {
            requireLabel("an instance's id", id);
            requireLabel("an instance's version", version);
            requireLabel("an instance's configuration", configuration);
        }

        @Override
        public String toString() {
            return "Instance[format " + format + "]";
        }

        private static void requireLabel(String what, String text) {
            Objects.requireNonNull(text, what);
            if (text.isEmpty() || text.length() > MOST_CHARS || !Text.isPrintable(text)) {
                throw new InvalidInput(what + " has 1 to " + MOST_CHARS + " characters of printable ASCII");
            }
        }
    }
}
