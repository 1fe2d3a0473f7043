package dev.intrain.rules;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Who may know whom, as ArchUnit rules. Every module's tests apply all of them to the module's own classes. */
public final class HouseRules {

    /** The only packages that talk to a console, end the process or draw unseeded randomness. */
    private static final String[] PROCESS_PACKAGES = {"dev.intrain.core.worker..", "dev.intrain.bench.cli.."};

    private static final Set<String> CONSOLE_FIELDS =
            Set.of("java.lang.System.out", "java.lang.System.err", "java.lang.System.in");

    private static final Set<String> PROCESS_CALLS = Set.of(
            "java.lang.System.exit(int)",
            "java.lang.Runtime.exit(int)",
            "java.lang.Runtime.halt(int)",
            "java.lang.Throwable.printStackTrace()");

    private static final Set<String> UNSEEDED_CALLS = Set.of(
            "java.lang.Math.random()",
            "java.lang.StrictMath.random()",
            "java.util.Random.<init>()",
            "java.util.SplittableRandom.<init>()",
            "java.util.Collections.shuffle(java.util.List)",
            "java.util.UUID.randomUUID()",
            "java.util.concurrent.ThreadLocalRandom.current()",
            "java.util.random.RandomGenerator.getDefault()",
            "java.util.random.RandomGenerator.of(java.lang.String)");

    private HouseRules() {}

    /** The classes of the module under test, without its tests. */
    public static JavaClasses ownClasses() {
        return OwnClasses.READ_ONCE;
    }

    private static final class OwnClasses {
        private static final JavaClasses READ_ONCE = new ClassFileImporter().importPath(Path.of("target", "classes"));
    }

    public static List<ArchRule> all() {
        return List.of(
                noPackageCycles(),
                onlyCudaKnowsJcuda(),
                onlyThePluginKnowsMaven(),
                apiKnowsOnlyTheJdk(),
                coreKnowsNoProviderModule(),
                pluginNeverLoadsTheEngine(),
                consoleBelongsToTheProcess(),
                randomnessIsSeeded());
    }

    public static ArchRule noPackageCycles() {
        return slices().matching("dev.intrain.(**)").should().beFreeOfCycles().allowEmptyShould(true);
    }

    public static ArchRule onlyCudaKnowsJcuda() {
        return noClasses()
                .that(resideOutsideOfPackages("dev.intrain.cuda.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("jcuda.."))
                .allowEmptyShould(true);
    }

    public static ArchRule onlyThePluginKnowsMaven() {
        return noClasses()
                .that(resideOutsideOfPackages("dev.intrain.maven.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.apache.maven..", "org.eclipse.aether.."))
                .allowEmptyShould(true);
    }

    public static ArchRule apiKnowsOnlyTheJdk() {
        return classes()
                .that(resideInAnyPackage("dev.intrain.api.."))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..", "dev.intrain.api..", "org.jspecify.annotations"))
                .allowEmptyShould(true);
    }

    public static ArchRule coreKnowsNoProviderModule() {
        return noClasses()
                .that(resideInAnyPackage("dev.intrain.core.."))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("dev.intrain.cuda..", "dev.intrain.maven..", "dev.intrain.bench.."))
                .allowEmptyShould(true);
    }

    public static ArchRule pluginNeverLoadsTheEngine() {
        return noClasses()
                .that(resideInAnyPackage("dev.intrain.maven.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.intrain.core..", "dev.intrain.cuda.."))
                .allowEmptyShould(true);
    }

    public static ArchRule consoleBelongsToTheProcess() {
        return noClasses()
                .that(resideOutsideOfPackages(PROCESS_PACKAGES))
                .should()
                .accessTargetWhere(target("System.out, System.err, System.in or an end of the process", access -> {
                    AccessTarget target = access.getTarget();
                    return CONSOLE_FIELDS.contains(target.getFullName())
                            || PROCESS_CALLS.contains(target.getFullName())
                            || target.getFullName().endsWith(".printStackTrace()");
                }))
                .allowEmptyShould(true);
    }

    public static ArchRule randomnessIsSeeded() {
        return noClasses()
                .that(resideOutsideOfPackages(PROCESS_PACKAGES))
                .should()
                .accessTargetWhere(target("randomness without a seed", access -> {
                    AccessTarget target = access.getTarget();
                    return UNSEEDED_CALLS.contains(target.getFullName())
                            || target.getOwner().isAssignableTo("java.security.SecureRandom");
                }))
                .allowEmptyShould(true);
    }

    private static DescribedPredicate<JavaAccess<?>> target(
            String what, java.util.function.Predicate<JavaAccess<?>> test) {
        return DescribedPredicate.describe(what, test);
    }
}
