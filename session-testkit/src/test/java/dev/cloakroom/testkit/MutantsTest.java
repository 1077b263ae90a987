package dev.cloakroom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every wrong store is found out, by the rule that it breaks. */
class MutantsTest {

    private static final Map<String, String> CAUGHT = new TreeMap<>();

    static List<Mutant> mutants() {
        return Mutant.all();
    }

    @ParameterizedTest
    @MethodSource("mutants")
    @Timeout(value = 30, unit = TimeUnit.SECONDS)
    void a_wrong_store_is_caught_by_the_rule_that_it_breaks(Mutant mutant) {
        ContractRun run = new ContractRun(mutant.mistake(), new ReferenceHarness(mutant.maker()), ContractRun.seed());
        List<ContractProperty> ofTheRule = Contract.properties().stream()
                .filter(property -> property.rule() == mutant.rule())
                .toList();
        for (ContractProperty property : ofTheRule) {
            Optional<AssertionError> failure = run.check(property);
            if (failure.isPresent()) {
                assertThat(failure.get())
                        .hasMessageStartingWith(mutant.rule() + " is broken by " + mutant.mistake())
                        .hasMessageContaining("\n  look at   ")
                        .hasMessageContaining("\n  repeat    -Dcloakroom.seed=");
                String unused = CAUGHT.put(mutant.toString(), property.name());
                return;
            }
        }
        throw new AssertionError("no property of " + mutant.rule() + " catches a store that " + mutant.mistake());
    }

    @AfterAll
    static void tell() {
        System.out.println("Cloakroom contract: mutants caught " + CAUGHT.size() + "/"
                + Mutant.all().size());
    }

    @Test
    void there_are_two_for_each_rule_and_enough() {
        Map<Rule, List<String>> byRule = new TreeMap<>();
        Mutant.all()
                .forEach(mutant -> byRule.computeIfAbsent(mutant.rule(), rule -> new ArrayList<>())
                        .add(mutant.mistake()));
        assertThat(byRule.keySet()).containsExactly(Rule.values());
        assertThat(byRule.values())
                .allSatisfy(
                        mistakes -> assertThat(mistakes).hasSizeGreaterThan(1).doesNotHaveDuplicates());
        assertThat(Mutant.all()).hasSizeGreaterThanOrEqualTo(45);
    }
}
