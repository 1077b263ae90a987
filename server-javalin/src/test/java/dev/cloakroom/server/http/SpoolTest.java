package dev.cloakroom.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads on their way through: every byte comes back, and nothing stays. */
class SpoolTest {

    private static final int MEMORY = 10_000;

    private final SpoolSpace space = new SpoolSpace(50_000);

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static void write(Spool spool, byte[] bytes, int piece) throws IOException {
        for (int at = 0; at < bytes.length; at += piece) {
            spool.write(ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4_096, 4_097, MEMORY - 1, MEMORY, MEMORY + 1, 50_000})
    void all_bytes_come_back_as_often_as_one_likes(int size) throws Exception {
        byte[] bytes = random(size);
        try (Spool spool = new Spool(MEMORY, space)) {
            write(spool, bytes, 777);
            assertThat(spool.size()).isEqualTo(size);
            for (int i = 0; i < 2; i++) {
                try (var in = spool.open()) {
                    assertThat(in.readAllBytes()).isEqualTo(bytes);
                }
            }
            try (var one = spool.open();
                    var other = spool.open()) {
                assertThat(one.readNBytes(size / 2)).isEqualTo(Arrays.copyOf(bytes, size / 2));
                assertThat(other.readAllBytes()).isEqualTo(bytes);
            }
            assertThat(space.taken()).isEqualTo(size > MEMORY ? size : 0);
        }
        assertThat(space.taken()).isZero();
    }

    @Test
    void no_file_can_be_found_while_it_is_written_so_none_outlives_the_process() throws Exception {
        try (Spool spool = new Spool(MEMORY, space)) {
            write(spool, random(2 * MEMORY), 4_000);
            try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .noneMatch(name -> name.startsWith(Spool.PREFIX));
            }
        }
    }

    @Test
    void the_largest_upload_that_can_be_allowed_leaves_a_room_that_can_be_counted() {
        assertThat(new UploadLimits(1L << 50, 1, 1, 1, 1, 1, 1).spoolBytes()).isPositive();
    }

    @Test
    void all_uploads_together_have_only_so_much_room() throws Exception {
        try (Spool first = new Spool(MEMORY, space);
                Spool second = new Spool(MEMORY, space)) {
            write(first, random(30_000), 10_000);
            assertThatThrownBy(() -> write(second, random(30_000), 10_000))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            refused -> assertThat(refused.problem().code()).isEqualTo(ProblemCode.OVERLOADED));
            assertThat(space.taken()).isLessThanOrEqualTo(50_000);
        }
        assertThat(space.taken()).isZero();
    }
}
