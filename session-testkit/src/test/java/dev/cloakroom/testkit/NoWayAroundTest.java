package dev.cloakroom.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.lang.reflect.Modifier;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Nobody gets a store past the kit by leaving something out. */
class NoWayAroundTest {
    private static final int ALL = Contract.properties().size();

    @Test
    void a_store_that_breaks_a_rule_fails() {
        EngineExecutionResults results = run(Harnesses.Wrong.class);
        assertThat(results.testEvents().failed().count()).isPositive();
        assertThat(broken(results).toString()).contains("R6 exactly once is broken by Wrong");
    }

    @Test
    void a_harness_that_is_disabled_fails() {
        assertThat(broken(run(Harnesses.SwitchedOff.class)).toString())
                .contains("cannot be switched off", "SwitchedOff is annotated as disabled");
        assertThat(broken(run(Harnesses.SwitchedOffAbove.class)).toString()).contains("Base is annotated as disabled");
        assertThat(broken(run(Harnesses.MethodSwitchedOff.class)).toString())
                .contains("MethodSwitchedOff.some_property is annotated as disabled");
    }

    @Test
    void a_method_with_the_name_of_a_property_fails() {
        assertThat(broken(run(Harnesses.PropertyReplaced.class)).toString())
                .contains("PropertyReplaced.R6_other_content_under_a_key_is_refused has the name of a property");
    }

    @Test
    void a_harness_without_a_store_fails() {
        EngineExecutionResults results = run(Harnesses.Empty.class);
        results.testEvents().assertStatistics(stats -> stats.succeeded(0));
        assertThat(broken(results).toString()).contains("the harness is empty: open(..) returned no store");
    }

    @Test
    void a_harness_that_cannot_be_made_fails() {
        assertThat(broken(run(Harnesses.Broken.class))).isNotEmpty();
    }

    @Test
    void a_capability_that_is_declared_and_not_there_fails() {
        assertThat(broken(run(Harnesses.Boasting.class)).toString())
                .contains("declare RESTART only where restart() is implemented");
    }

    @Test
    void a_property_that_is_filtered_out_fails_the_run() {
        PostDiscoveryFilter filter = descriptor ->
                FilterResult.includedIf(!descriptor.getDisplayName().startsWith("R5_"));
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(Harnesses.Right.class))
                .filters(EngineFilter.includeEngines("cloakroom-testkit"), filter)
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        assertThat(listener.getSummary().getFailures())
                .extracting(failure -> failure.getException().getMessage())
                .singleElement()
                .asString()
                .contains("kept as a whole or not at all", "R5_an_append_that_expects_another_end_is_refused");
    }

    @Test
    void the_properties_cannot_be_extended_or_called_from_outside() {
        for (Class<?> family : Contract.FAMILIES) {
            assertThat(Modifier.isFinal(family.getModifiers()))
                    .as(family.getName())
                    .isTrue();
            assertThat(Modifier.isPublic(family.getModifiers()))
                    .as(family.getName())
                    .isFalse();
        }
        assertThat(Contract.properties()).allSatisfy(property -> {
            assertThat(Modifier.isPublic(property.method().getModifiers())).isFalse();
            assertThat(property.rule()).isNotNull();
            assertThat(property.lookAt()).isNotBlank();
        });
        assertThat(Contract.replaced(Harnesses.Right.class)).isPresent();
    }

    @Test
    void what_a_store_cannot_be_asked_is_named_with_the_properties_that_asked() {
        ContractRun run = new ContractRun("modest", new Harnesses.Modest(), 5);
        for (String name : List.of(
                "R7_what_was_acknowledged_outlives_a_restart", "R1_a_session_is_made_as_it_was_given_and_empty")) {
            ContractProperty property = Contract.properties().stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            assertThat(run.check(property)).isEmpty();
        }
        assertThat(run.report())
                .contains("modest (reference, ", "2 of " + ALL + " properties ran, 1 of them not checked or in part")
                .contains("all passed, seed 5")
                .contains("NOT CHECKED for want of RESTART: R7_what_was_acknowledged_outlives_a_restart");
        assertThatThrownBy(run::requireComplete).isInstanceOf(AssertionError.class);
    }

    private static EngineExecutionResults run(Class<? extends StoreHarness> harness) {
        return EngineTestKit.engine("cloakroom-testkit")
                .selectors(selectClass(harness))
                .execute();
    }

    /** What made properties, or the whole run, fail. */
    private static List<String> broken(EngineExecutionResults results) {
        return results.allEvents()
                .failed()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class)
                        .getThrowable()
                        .orElseThrow()
                        .toString())
                .toList();
    }
}
