package dev.cloakroom.testkit;

import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/** Gives each property its seed, so that one number repeats a whole run, and tells the bench which one runs. */
final class SeedHook implements AroundPropertyHook {
    @Override
    public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property) {
        Bench bench = Bench.current();
        String name = context.targetMethod().getName();
        bench.begins(name);
        context.attributes().setSeed(Long.toString(bench.seedOf(name)));
        return property.execute();
    }
}
