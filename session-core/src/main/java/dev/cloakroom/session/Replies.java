package dev.cloakroom.session;

import dev.cloakroom.session.ArtifactStore.Upload;
import dev.cloakroom.session.Result.Refusal;
import dev.cloakroom.session.SessionStore.Owned;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Lets a store's reply through only if it can be true (R10): it is of the session that was asked for, in the state of
 * access that the claim was made on. What cannot be true is destroyed here and never delivered, and a store that forgot
 * its guard is found out.
 */
final class Replies {
    private Replies() {}

    static Optional<Facts> facts(Optional<Facts> facts, SessionId id) {
        if (facts.isPresent() && !facts.get().id().equals(id)) {
            throw new StoreContractBroken("asked for the facts of one session, the store answered with another's");
        }
        return facts;
    }

    static Result<Head> head(Result<Head> result, Claim claim) {
        if (result instanceof Result.Done<Head> done) {
            Head head = done.value();
            if (!head.id().equals(claim.id())) {
                throw new StoreContractBroken("asked for one session, the store answered with another");
            }
            if (!head.control().stamp().equals(claim.stamp())) {
                throw new StoreContractBroken("the store answered a claim whose stamp is not the session's");
            }
        }
        return result;
    }

    /** Done with nothing when the control had another version. */
    static Result<Optional<Head>> swapped(@Nullable Result<Head> result, Claim claim, Control next) {
        if (result instanceof Result.Done<Head> done) {
            Head head = done.value();
            boolean applied = head.id().equals(claim.id())
                    && head.control().version() == next.version()
                    && head.control().stamp().equals(next.stamp())
                    && head.control().owner().equals(next.owner());
            if (!applied) {
                throw new StoreContractBroken("the store acknowledged another change than the one it was given");
            }
            return Result.done(Optional.of(head));
        } else if (result instanceof Result.Refused<Head> refused) {
            return refused.why() == Refusal.VERSION
                    ? Result.done(Optional.empty())
                    : Result.refused(refused.why(), refused.found());
        }
        return result instanceof Result.Gone<Head> ? Result.gone() : Result.stale();
    }

    static Head created(Head head, SessionId id, Control control) {
        if (!head.id().equals(id) || !head.control().equals(control) || head.lastSeq() != 0) {
            throw new StoreContractBroken("the store made another session than the one it was given");
        }
        return head;
    }

    static Optional<Owned> owned(Optional<Owned> page, Principal owner) {
        boolean foreign = page.isPresent()
                && page.get().heads().stream()
                        .anyMatch(head -> !head.control().owner().equals(owner));
        if (foreign) {
            throw new StoreContractBroken("the store listed someone else's session");
        }
        return page;
    }

    static Result<Appended> appended(Result<Appended> result, Append append) {
        if (result instanceof Result.Done<Appended> done) {
            Appended places = done.value();
            boolean contiguous = places.first() >= 1
                    && places.last() - places.first() + 1 == append.drafts().size();
            boolean expected = places instanceof Appended.Replayed
                    || append.expectedLastSeq() == Append.UNCONDITIONAL
                    || places.first() == append.expectedLastSeq() + 1;
            if (!contiguous || !expected) {
                throw new StoreContractBroken("a batch of " + append.drafts().size() + " was acknowledged as "
                        + places.first() + " to " + places.last());
            }
        }
        return result;
    }

    static Result<Page> page(Result<Page> result, Slice slice) {
        if (result instanceof Result.Done<Page> done) {
            Page page = done.value();
            long from = slice.from(page.lastSeq());
            long to = slice.to(page.lastSeq());
            boolean whole = page.entries().isEmpty() ? from > to : isPartOf(page, slice, from, to);
            if (!whole) {
                throw new StoreContractBroken("a page has other entries than those that were asked for");
            }
        }
        return result;
    }

    private static boolean isPartOf(Page page, Slice slice, long from, long to) {
        long first = page.entries().get(0).seq();
        long expected = first;
        for (Entry entry : page.entries()) {
            if (entry.seq() != expected++) {
                return false;
            }
        }
        long last = expected - 1;
        boolean anchored = slice.end() == Slice.End.OLDEST ? first == from : last == to;
        return anchored && first >= from && last <= to && page.more() == slice.isCutAt(first, last, page.lastSeq());
    }

    static Result<Optional<Artifact>> file(Result<Optional<Artifact>> result, UUID id) {
        boolean other = result instanceof Result.Done<Optional<Artifact>> done
                && done.value().isPresent()
                && !done.value().get().id().equals(id);
        if (other) {
            throw new StoreContractBroken("asked for one file, the store answered with another");
        }
        return result;
    }

    static Result<Artifacts.Added> committed(Result<Artifacts.Added> result, ArtifactStore.Batch batch) {
        if (result instanceof Result.Done<Artifacts.Added> done && !isOf(done.value(), batch)) {
            throw new StoreContractBroken("the store made other files visible than those it was given");
        }
        return result;
    }

    /** A replay has the ids of then. */
    private static boolean isOf(Artifacts.Added added, ArtifactStore.Batch batch) {
        boolean same = added.files().size() == batch.files().size();
        for (int i = 0; same && i < batch.files().size(); i++) {
            Artifact file = added.files().get(i);
            Upload given = batch.files().get(i);
            UUID id = added.replayed() ? file.id() : given.id();
            Upload expected = new Upload(id, given.name(), given.mediaType(), given.size(), given.sha256());
            same = file.equals(expected.visibleAt(file.createdAt()));
        }
        return same;
    }
}
