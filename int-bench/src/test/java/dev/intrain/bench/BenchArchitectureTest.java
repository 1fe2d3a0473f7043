package dev.intrain.bench;

import com.tngtech.archunit.lang.ArchRule;
import dev.intrain.rules.HouseRules;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BenchArchitectureTest {

    @ParameterizedTest
    @MethodSource("dev.intrain.rules.HouseRules#all")
    void holdsInThisModule(ArchRule rule) {
        rule.check(HouseRules.ownClasses());
    }
}
