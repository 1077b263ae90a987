package dev.cloakroom.testkit;

/** The plainest right store keeps the contract. */
final class ReferenceStoreContractTest extends ReferenceHarness {
    ReferenceStoreContractTest() {
        super(ReferenceStore::new);
    }
}
