package dev.cloakroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R16: files. */
class ArtifactsTest {
    private static final int CHUNK = Artifacts.CHUNK_BYTES;
    private final House house = new House();
    private final Artifacts artifacts = house.registry.artifacts();
    private final Claim claim = house.claimed(House.ALICE, Access.APPEND);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7})
    void R16_bytes_come_back_as_they_went_in_and_in_chunks(int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        house.store.calls.clear();
        Artifact kept = artifacts.put(claim, "report.pdf", "application/pdf", slowly(bytes));
        int chunks = (size + CHUNK - 1) / CHUNK;
        assertThat(house.store.calls).filteredOn("write"::equals).hasSize(chunks);
        assertThat(house.store.calls).startsWith("begin").endsWith("commit", "staging closed");
        assertThat(kept.size()).isEqualTo(size);
        assertThat(kept.name()).isEqualTo("report.pdf");
        assertThat(kept.mediaType()).isEqualTo("application/pdf");
        assertThat(kept.createdAt()).isEqualTo(house.clock.instant());
        assertThat(kept.sha256())
                .isEqualTo(HexFormat.of().formatHex(Digests.sha256().digest(bytes)));
        assertThat(artifacts.find(claim, kept.id())).contains(kept);
        assertThat(artifacts.list(claim)).containsExactly(kept);
        house.store.calls.clear();
        assertThat(read(claim, kept)).isEqualTo(bytes);
        assertThat(house.store.calls).filteredOn("chunk"::equals).hasSize(chunks);
    }

    /** A stream that gives a little at a time, as networks do. */
    private static InputStream slowly(byte[] bytes) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 1000));
            }
        };
    }

    @Test
    void files_are_listed_in_order_and_removed_once() throws IOException {
        Artifact first = put("a", 1);
        Artifact second = put("a", 2);
        assertThat(first.id()).isNotEqualTo(second.id());
        assertThat(artifacts.list(claim)).containsExactly(first, second);
        assertThat(artifacts.remove(claim, first.id())).isTrue();
        assertThat(artifacts.remove(claim, first.id())).isFalse();
        assertThat(artifacts.list(claim)).containsExactly(second);
        assertThat(artifacts.read(claim, first.id(), OutputStream.nullOutputStream()))
                .isEmpty();
    }

    @Test
    void an_unknown_file_is_empty_and_so_is_another_sessions() throws IOException {
        Artifact kept = put("a", 1);
        Claim other = house.claimed(House.ALICE, Access.APPEND);
        assertThat(artifacts.find(claim, UUID.randomUUID())).isEmpty();
        assertThat(artifacts.find(other, kept.id())).isEmpty();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(artifacts.read(other, kept.id(), out)).isEmpty();
        assertThat(artifacts.read(claim, UUID.randomUUID(), out)).isEmpty();
        assertThat(out.size()).isZero();
        assertThat(artifacts.list(other)).isEmpty();
        assertThat(artifacts.remove(other, kept.id())).isFalse();
        assertThat(artifacts.find(claim, kept.id())).contains(kept);
    }

    @Test
    void R11_the_size_of_a_file_takes_n_and_refuses_one_more() throws IOException {
        House small = new House(Limits.standard().with(Limit.FILE_BYTES, CHUNK + 10L));
        Claim mine = small.claimed(House.ALICE, Access.APPEND);
        Artifacts files = small.registry.artifacts();
        assertThat(files.put(mine, "f", "t", zeros(CHUNK + 9)).size()).isEqualTo(CHUNK + 9L);
        assertThat(files.put(mine, "f", "t", zeros(CHUNK + 10)).size()).isEqualTo(CHUNK + 10L);
        small.store.calls.clear();
        assertThatThrownBy(() -> files.put(mine, "f", "t", zeros(CHUNK + 11)))
                .isInstanceOfSatisfying(
                        LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(Limit.FILE_BYTES));
        assertThat(small.store.calls).containsExactly("begin", "write", "staging closed");
        assertThat(files.list(mine)).hasSize(2);
    }

    @Test
    void R11_an_endless_stream_is_given_up_on_at_the_limit() {
        House small = new House(Limits.standard().with(Limit.FILE_BYTES, 2L * CHUNK));
        Claim mine = small.claimed(House.ALICE, Access.APPEND);
        AtomicInteger read = new AtomicInteger();
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                read.addAndGet(length);
                return length;
            }
        };
        assertThatThrownBy(() -> small.registry.artifacts().put(mine, "f", "t", endless))
                .isInstanceOf(LimitExceeded.class);
        assertThat(read.get()).isLessThanOrEqualTo(3 * CHUNK);
    }

    @Test
    void R11_the_files_of_a_session_take_n_and_refuse_one_more() throws IOException {
        House small = new House(Limits.standard().with(Limit.FILES, 2).with(Limit.SESSION_FILE_BYTES, 10));
        Claim mine = small.claimed(House.ALICE, Access.APPEND);
        Artifacts files = small.registry.artifacts();
        Artifact large = files.put(mine, "f", "t", zeros(9));
        assertThatThrownBy(() -> files.put(mine, "f", "t", zeros(2)))
                .isInstanceOfSatisfying(
                        LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(Limit.SESSION_FILE_BYTES));
        Artifact unused = files.put(mine, "f", "t", zeros(1));
        assertThatThrownBy(() -> files.put(mine, "f", "t", zeros(0)))
                .isInstanceOfSatisfying(
                        LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(Limit.FILES));
        assertThat(files.list(mine)).hasSize(2);
        assertThat(files.remove(mine, large.id())).isTrue();
        assertThat(files.put(mine, "f", "t", zeros(9)).size()).isEqualTo(9);
    }

    @Test
    void R11_a_file_name_has_1_to_n_code_points_and_is_no_control_text() throws IOException {
        House small = new House(Limits.standard().with(Limit.FILE_NAME_CHARS, 3));
        Claim mine = small.claimed(House.ALICE, Access.APPEND);
        Artifacts files = small.registry.artifacts();
        String three = "\uD83D\uDE00".repeat(3);
        assertThat(files.put(mine, three, "t", zeros(1)).name()).isEqualTo(three);
        small.store.calls.clear();
        assertThatThrownBy(() -> files.put(mine, "abcd", "t", zeros(1))).isInstanceOf(LimitExceeded.class);
        for (String wrong : List.of("", "a\0", "a\n", "\uD83D")) {
            assertThatThrownBy(() -> files.put(mine, wrong, "t", zeros(1))).isInstanceOf(InvalidInput.class);
            assertThatThrownBy(() -> files.put(mine, "f", wrong, zeros(1))).isInstanceOf(InvalidInput.class);
        }
        assertThatThrownBy(() -> files.put(mine, "f", "t".repeat(128), zeros(1)))
                .isInstanceOf(InvalidInput.class);
        assertThat(small.store.calls).isEmpty();
    }

    @Test
    void R16_a_stream_that_throws_leaves_nothing() {
        IOException cut = new IOException("the connection was cut");
        InputStream failing = zerosThen(CHUNK + 5, () -> {
            throw cut;
        });
        house.store.calls.clear();
        assertThatThrownBy(() -> artifacts.put(claim, "f", "t", failing)).isSameAs(cut);
        assertThat(house.store.calls).containsExactly("begin", "write", "staging closed");
        assertThat(artifacts.list(claim)).isEmpty();
    }

    @Test
    void R8_an_upload_to_a_session_that_ends_meanwhile_leaves_nothing() {
        AtomicInteger reads = new AtomicInteger();
        InputStream ending = zerosThen(5, () -> {
            if (reads.getAndIncrement() == 0) {
                house.registry.close(house.owners(claim.id()));
            }
            return -1;
        });
        assertThatThrownBy(() -> artifacts.put(claim, "f", "t", ending)).isInstanceOf(SessionAccessDenied.class);
        assertThat(house.store.calls).endsWith("commit", "staging closed");
        assertThat(house.store.liveIds()).isEmpty();
    }

    @Test
    void R8_a_revoke_cuts_a_download_short() throws IOException {
        Artifact kept = put("f", 2 * CHUNK);
        Claim owners = house.owners(claim.id());
        house.registry.grant(owners, House.BOB, Access.READ);
        Claim bobs = house.registry.claim(claim.id(), House.BOB, Access.READ);
        ByteArrayOutputStream got = new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] chunk, int offset, int length) {
                super.write(chunk, offset, length);
                assertThat(house.registry.revoke(owners, House.BOB)).isTrue();
            }
        };
        assertThatThrownBy(() -> artifacts.read(bobs, kept.id(), got)).isInstanceOf(SessionAccessDenied.class);
        assertThat(got.size()).isEqualTo(CHUNK);
    }

    @Test
    void R16_a_file_that_was_committed_stays_when_the_place_of_its_chunks_cannot_be_closed() throws IOException {
        House failing = new House((limits, clock) -> new TestStore(limits, clock) {
            @Override
            public Result<Staging> begin(Claim claim) {
                Staging staging = ((Result.Done<Staging>) super.begin(claim)).value();
                return Result.done(new Staging() {
                    @Override
                    public void write(UUID file, byte[] chunk) {
                        staging.write(file, chunk);
                    }

                    @Override
                    public Result<Artifacts.Added> commit(Claim committing, Batch batch) {
                        return staging.commit(committing, batch);
                    }

                    @Override
                    public void close() {
                        throw new StoreUnavailable("gone");
                    }
                });
            }
        });
        Claim mine = failing.claimed(House.ALICE, Access.APPEND);
        Artifact kept = failing.registry.artifacts().put(mine, "f", "t", zeros(3));
        assertThat(failing.registry.artifacts().list(mine)).containsExactly(kept);
    }

    @Test
    void R10_damaged_bytes_never_make_a_complete_file() throws IOException {
        for (int damaged = 0; damaged < 3; damaged++) {
            int at = damaged;
            requireIncomplete(chunk -> chunk, at, bytes -> {
                byte[] changed = bytes.clone();
                changed[changed.length / 2] ^= 1;
                return Optional.of(changed);
            });
            requireIncomplete(chunk -> chunk, at, bytes -> Optional.of(Arrays.copyOf(bytes, bytes.length - 1)));
            requireIncomplete(chunk -> chunk, at, bytes -> Optional.of(Arrays.copyOf(bytes, bytes.length + 1)));
            requireIncomplete(chunk -> chunk, at, bytes -> Optional.of(new byte[0]));
            requireIncomplete(chunk -> chunk, at, bytes -> Optional.empty());
        }
        requireIncomplete(index -> index == 0 ? 1 : index == 1 ? 0 : index, -1, Optional::of);
        requireIncomplete(index -> 0, -1, Optional::of);
    }

    private interface Reading {
        int read() throws IOException;
    }

    private static InputStream zerosThen(int size, Reading then) {
        return new SequenceInputStream(zeros(size), new InputStream() {
            @Override
            public int read() throws IOException {
                return then.read();
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return then.read();
            }
        });
    }

    private interface Order {
        int of(int index);
    }

    private interface Damage {
        Optional<byte[]> to(byte[] chunk);
    }

    private static void requireIncomplete(Order order, int at, Damage damage) throws IOException {
        House lying = new House((limits, clock) -> new TestStore(limits, clock) {
            @Override
            public Result<Optional<byte[]>> chunk(Claim claim, UUID file, int index) {
                Result<Optional<byte[]>> truth = super.chunk(claim, file, order.of(index));
                return index == at && truth instanceof Result.Done<Optional<byte[]>> done
                        ? Result.done(damage.to(done.value().orElseThrow()))
                        : truth;
            }
        });
        byte[] bytes = new byte[2 * CHUNK + 5];
        new Random(1).nextBytes(bytes);
        Claim mine = lying.claimed(House.ALICE, Access.APPEND);
        Artifact kept = lying.registry.artifacts().put(mine, "f", "t", new ByteArrayInputStream(bytes));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThatThrownBy(() -> lying.registry.artifacts().read(mine, kept.id(), out))
                .isInstanceOf(StoreContractBroken.class);
        assertThat(out.size()).isLessThan(bytes.length);
    }

    private Artifact put(String name, int size) throws IOException {
        return artifacts.put(claim, name, "t", zeros(size));
    }

    private static InputStream zeros(int size) {
        return new ByteArrayInputStream(new byte[size]);
    }

    private byte[] read(Claim reader, Artifact file) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            assertThat(artifacts.read(reader, file.id(), out)).contains(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
