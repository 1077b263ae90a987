package dev.cloakroom.testkit;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;

/** A right store passes whatever the kit thinks of. */
@Tag("full")
class RandomSeedsTest {
    @RepeatedTest(20)
    void a_right_store_passes_with_any_seed() {
        ContractRun run = new ContractRun("reference", new ReferenceHarness(ReferenceStore::new), ContractRun.seed());
        Contract.properties()
                .forEach(property -> run.check(property).ifPresent(failure -> {
                    throw failure;
                }));
        run.requireComplete();
    }
}
