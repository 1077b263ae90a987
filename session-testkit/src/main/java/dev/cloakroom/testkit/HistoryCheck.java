package dev.cloakroom.testkit;

import dev.cloakroom.session.Entry;
import dev.cloakroom.session.Page;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What many threads appended to one history and read of it, and whether one order explains all of it. An append and a
 * read take effect at some moment between their begin and their end; the places that appends were told give the order,
 * so it is enough to go through the history once:
 *
 * <ul>
 *   <li>each acknowledged batch stands at its places, whole, once, and nothing stands there that nobody appended;
 *   <li>no append stands before another one that had ended before it began;
 *   <li>each page is a part of the final history, shows all that was acknowledged before the read began, and nothing
 *       that began after it ended.
 * </ul>
 *
 * Notes are taken by many threads; it is checked by one, afterwards.
 */
final class HistoryCheck {
    private final ConcurrentLinkedQueue<Batch> batches = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Look> looks = new ConcurrentLinkedQueue<>();

    /** An acknowledged batch, of messages with these texts. */
    private record Batch(List<String> texts, long first, long began, long ended) {
        long last() {
            return first + texts.size() - 1;
        }
    }

    private record Look(Page page, long began, long ended) {}

    /** Notes a batch that was acknowledged just now. */
    void appended(List<String> texts, long first, long began) {
        boolean unused = batches.add(new Batch(texts, first, began, System.nanoTime()));
    }

    /** Notes a page that was read just now. */
    void read(Page page, long began) {
        boolean unused = looks.add(new Look(page, began, System.nanoTime()));
    }

    /** What cannot be, or empty. */
    Optional<String> wrongWith(List<Entry> history) {
        List<Batch> ordered = new ArrayList<>(batches);
        ordered.sort(Comparator.comparingLong(Batch::first));
        return wrongPlaces(ordered, history)
                .or(() -> wrongOrder(ordered))
                .or(() -> wrongLooks(new Moments(ordered), history));
    }

    private Optional<String> wrongLooks(Moments moments, List<Entry> history) {
        return looks.stream()
                .flatMap(look -> moments.wrongWith(look, history).stream())
                .findFirst();
    }

    private static Optional<String> wrongPlaces(List<Batch> ordered, List<Entry> history) {
        Map<String, Long> there = new HashMap<>();
        for (int i = 0; i < history.size(); i++) {
            Entry entry = history.get(i);
            if (entry.seq() != i + 1L) {
                return Optional.of("place " + entry.seq() + " where " + (i + 1) + " has to follow");
            }
            Long before = there.put(entry.content(), entry.seq());
            if (before != null) {
                return Optional.of("one message at the places " + before + " and " + entry.seq());
            }
        }
        int acknowledged = 0;
        for (Batch batch : ordered) {
            for (int i = 0; i < batch.texts.size(); i++) {
                Long place = there.get(batch.texts.get(i));
                long told = batch.first + i;
                if (place == null) {
                    return Optional.of("a message that was acknowledged at place " + told + " is lost");
                } else if (place != told) {
                    return Optional.of("a message that was acknowledged at place " + told + " stands at " + place);
                }
                acknowledged++;
            }
        }
        return acknowledged == history.size()
                ? Optional.empty()
                : Optional.of(history.size() + " messages where " + acknowledged + " were appended");
    }

    private static Optional<String> wrongOrder(List<Batch> ordered) {
        long latestBegin = Long.MIN_VALUE;
        for (Batch batch : ordered) {
            if (batch.ended < latestBegin) {
                return Optional.of("the message at place " + batch.first
                        + " stands behind one whose append began after it was acknowledged");
            }
            latestBegin = Math.max(latestBegin, batch.began);
        }
        return Optional.empty();
    }

    /** What is known of the moments at which places were taken, for reads to be held against. */
    private static final class Moments {
        private final TreeMap<Long, Long> acknowledged = new TreeMap<>();
        private final TreeMap<Long, Long> begun = new TreeMap<>();
        private final Set<Long> ends = new HashSet<>(List.of(0L));

        Moments(List<Batch> ordered) {
            for (Batch batch : ordered) { // by place: what is put last for a moment is the highest
                Long unused = acknowledged.put(batch.ended, batch.last());
                boolean unusedAdded = ends.add(batch.last());
            }
            long highest = 0;
            for (Map.Entry<Long, Long> moment : acknowledged.entrySet()) {
                highest = Math.max(highest, moment.getValue());
                Long unused = moment.setValue(highest);
            }
            ordered.forEach(batch -> begun.merge(batch.began, batch.first, Math::min));
            long lowest = Long.MAX_VALUE;
            for (Map.Entry<Long, Long> moment : begun.descendingMap().entrySet()) {
                lowest = Math.min(lowest, moment.getValue());
                Long unused = moment.setValue(lowest);
            }
        }

        Optional<String> wrongWith(Look look, List<Entry> history) {
            Page page = look.page;
            Map.Entry<Long, Long> before = acknowledged.lowerEntry(look.began);
            Map.Entry<Long, Long> after = begun.higherEntry(look.ended);
            if (before != null && page.lastSeq() < before.getValue()) {
                return Optional.of("a read saw an end at " + page.lastSeq() + " after place " + before.getValue()
                        + " had been acknowledged");
            } else if (after != null && page.lastSeq() >= after.getValue()) {
                return Optional.of("a read saw place " + after.getValue() + " before its append had begun");
            } else if (!ends.contains(page.lastSeq())) {
                return Optional.of("a read saw an end at " + page.lastSeq() + ", in the middle of a batch");
            }
            return page.entries().stream()
                    .filter(entry -> !entry.equals(history.get((int) entry.seq() - 1)))
                    .findFirst()
                    .map(entry -> "a read saw another message at place " + entry.seq() + " than there is in the end");
        }
    }
}
