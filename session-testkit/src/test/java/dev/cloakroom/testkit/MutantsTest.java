package dev.cloakroom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The kit is tested with wrong stores: each is caught by a property of the rule that it breaks. */
class MutantsTest {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final long SEED = 4711; // the same each time: -Dcloakroom.seed tries another
    private static final String WRITE = "cloakroom.write";

    @Test
    void every_wrong_store_is_caught_by_the_rule_that_it_breaks() throws IOException {
        long seed = Long.getLong(ContractRun.SEED_PROPERTY, SEED);
        List<Caught> all =
                Mutant.all().stream().map(mutant -> Caught.from(mutant, seed)).toList();
        long caught = all.stream().filter(each -> each.by().isPresent()).count();
        Duration slowest =
                all.stream().map(Caught::took).max(Comparator.naturalOrder()).orElseThrow();
        System.out.printf(
                Locale.ROOT,
                "Cloakroom contract: mutants caught %d/%d, the slowest in %.1f s, seed %d%n",
                caught,
                all.size(),
                slowest.toMillis() / 1000.0,
                seed);
        assertThat(all.stream().flatMap(each -> each.wrong(LONGEST).stream())).isEmpty();
        requireDocumented(all);
    }

    private static void requireDocumented(List<Caught> all) throws IOException {
        String text = Files.readString(ContractDocument.PLACE);
        String made = ContractDocument.made(text, all);
        if (Boolean.getBoolean(WRITE)) {
            Path unused = Files.writeString(ContractDocument.PLACE, made);
            return;
        }
        assertThat(text)
                .as("docs/CONTRACT.md, made from the kit; -D" + WRITE + "=true writes it")
                .isEqualTo(made);
    }

    @Test
    void there_are_wrong_stores_for_every_rule_that_a_store_can_break() {
        assertThat(Mutant.all()).hasSizeGreaterThanOrEqualTo(45);
        Map<Rule, Long> perRule =
                Mutant.all().stream().collect(Collectors.groupingBy(Mutant::rule, Collectors.counting()));
        assertThat(perRule).containsOnlyKeys(Rule.values());
        assertThat(perRule.values()).allSatisfy(count -> assertThat(count).isGreaterThanOrEqualTo(2));
        assertThat(Mutant.all().stream().map(Mutant::bug)).doesNotHaveDuplicates();
    }

    @Test
    void a_failure_says_which_rule_what_was_seen_where_to_look_and_how_to_repeat_it() {
        Mutant mutant = mutant("the stamp is not compared");
        String message = Caught.from(mutant, 99).message();
        assertThat(message)
                .startsWith("R3 atomic ownership is broken by the stamp is not compared")
                .contains("seen      [head with a claim of another stamp]")
                .contains("look at   the guard of the method that is named")
                .contains("property  " + mutant.caughtBy())
                .contains("repeat    -Dcloakroom.seed=99");
    }

    @Test
    void a_story_that_fails_is_told_as_a_short_one() {
        Mutant mutant = mutant("the expected end is not compared");
        ContractProperty stories = Contract.properties().stream()
                .filter(property -> property.name().startsWith("R2_stories"))
                .findFirst()
                .orElseThrow();
        ContractRun run = new ContractRun("it", mutant.harness(), 7);
        String message = run.check(stories).orElseThrow().getMessage();
        assertThat(message)
                .startsWith("R5 append-only order is broken by it")
                .contains("where it has to turn out as: conflict EXPECTED_SEQ", "repeat    -Dcloakroom.seed=7");
        String story = message.lines()
                .filter(line -> line.contains("story: ["))
                .findFirst()
                .orElseThrow();
        assertThat(story.split(", client"))
                .as("moves of the story, and what follows the last of them: " + story)
                .hasSizeLessThanOrEqualTo(4);
    }

    private static Mutant mutant(String bug) {
        return Mutant.all().stream()
                .filter(mutant -> mutant.bug().equals(bug))
                .findFirst()
                .orElseThrow();
    }
}
