package dev.cloakroom.server.routes;

import dev.cloakroom.session.InstanceStore;
import java.util.List;

/**
 * Who shares the store, for administrators. Immutable.
 *
 * @param data the instances, by id
 * @param versionSkew whether versions, formats or settings differ
 */
record InstancesView(List<InstanceView> data, boolean versionSkew) {

    /**
     * One of them.
     *
     * @param instance its id
     * @param configuration a fingerprint of its settings
     * @param self whether it is the one that answers
     */
    record InstanceView(String instance, String version, int format, String configuration, boolean self) {
        @Override
        public String toString() {
            return "InstanceView";
        }
    }

    @Override
    public String toString() {
        return "InstancesView(" + data.size() + ")";
    }

    static InstancesView of(InstanceStore.Instance self, List<InstanceStore.Instance> present) {
        List<InstanceView> data = present.stream()
                .map(one -> new InstanceView(
                        one.id(),
                        one.version(),
                        one.format(),
                        one.configuration(),
                        one.id().equals(self.id())))
                .toList();
        boolean alike = present.stream()
                .allMatch(one -> one.version().equals(self.version())
                        && one.format() == self.format()
                        && one.configuration().equals(self.configuration()));
        return new InstancesView(data, !alike);
    }
}
