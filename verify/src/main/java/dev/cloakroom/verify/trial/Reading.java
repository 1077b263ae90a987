package dev.cloakroom.verify.trial;

import dev.cloakroom.verify.wire.Call;
import dev.cloakroom.verify.wire.Person;
import dev.cloakroom.verify.wire.Reply;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Everybody reads what is theirs, all of them the same at one moment, which is when answers are crossed. */
public final class Reading implements Trial {
    private static final int ROUNDS = 12;

    /** Somebody and one of their sessions. */
    private record Reader(Person who, String session) {}

    @Override
    public String title() {
        return "everybody reads what is theirs at the same moment";
    }

    @Override
    public void run(World world) throws InterruptedException {
        List<Reader> readers = new ArrayList<>();
        for (Person person : world.people()) {
            own(world, person).ifPresent(dialog -> readers.add(new Reader(person, dialog.id())));
        }
        for (int round = 0; round < ROUNDS; round++) {
            together(world, readers, reader -> Call.get(Api.SESSIONS + "?limit=20"));
            together(world, readers, reader -> Call.get(Api.session(reader.session())));
            together(world, readers, reader -> Api.messages(reader.session(), "limit=20"));
            together(world, readers, reader -> Api.files(reader.session()));
        }
    }

    /** The one with the most in it, the same for the same run. */
    private static Optional<Dialog> own(World world, Person person) {
        return world.made().stream()
                .filter(dialog -> dialog.owner().equals(person))
                .max(Comparator.comparing(
                                (Dialog dialog) -> dialog.ledger().lines().size())
                        .thenComparing(Dialog::id));
    }

    /** What somebody asks for. */
    @FunctionalInterface
    private interface Question {
        Call of(Reader reader);
    }

    /** What is wrong with an answer is seen where all answers are looked through for marks of others. */
    private static void together(World world, List<Reader> readers, Question question) throws InterruptedException {
        List<Runnable> acts = new ArrayList<>();
        for (Reader reader : readers) {
            acts.add(() -> {
                Reply reply = world.wire.send(reader.who(), question.of(reader));
                boolean unused = world.needed(reply, "reading what is one's own");
            });
        }
        world.crowd.each(acts);
    }
}
