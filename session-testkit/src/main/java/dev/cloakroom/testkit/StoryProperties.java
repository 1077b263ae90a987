package dev.cloakroom.testkit;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** All rules at once: whatever people do one after the other turns out as in a model that a reader can check. */
@Family
final class StoryProperties {
    private final Bench bench = Bench.current();

    @Property(tries = 120)
    @LookAt("the operation of the last move; the story is as short as the kit could make it")
    void R2_stories_of_several_people_go_as_the_plain_model_says(@ForAll("stories") List<Move> story) {
        try (Desk desk = bench.desk(StoryModel.LIMITS)) {
            Story going =
                    new Story(desk, bench.can("names()", desk.store().names().isPresent()));
            story.forEach(going::make);
            going.lookAtEverything();
        }
    }

    @Provide
    Arbitrary<List<Move>> stories() {
        return Move.any().list().ofMinSize(1).ofMaxSize(60);
    }
}
