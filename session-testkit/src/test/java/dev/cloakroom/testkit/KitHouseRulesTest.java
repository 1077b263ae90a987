package dev.cloakroom.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The shape of the kit, checked on its compiled classes. */
class KitHouseRulesTest {
    private static final JavaClasses KIT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.cloakroom.testkit");

    @Test
    void the_kit_depends_on_core_and_test_libraries_and_on_no_store() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.cloakroom.testkit",
                        "dev.cloakroom.session",
                        "net.jqwik.api..",
                        "org.assertj.core.api..",
                        "org.junit.platform.engine..",
                        "org.jspecify..",
                        "java..")
                .check(KIT);
    }

    @Test
    void what_a_store_author_sees_has_no_type_of_a_test_library() {
        noClasses()
                .that()
                .haveNameMatching(".*\\.(StoreHarness|Failpoint|BleedTester)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("net.jqwik..", "org.junit..", "org.assertj..")
                .check(KIT);
    }

    @Test
    void four_classes_are_public_and_no_others() {
        assertThat(KIT.stream()
                        .filter(type ->
                                type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
                        .map(JavaClass::getSimpleName))
                .containsExactlyInAnyOrder("StoreHarness", "Failpoint", "BleedTester", "ContractEngine");
    }
}
