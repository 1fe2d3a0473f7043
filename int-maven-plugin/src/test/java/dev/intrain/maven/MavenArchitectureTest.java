package dev.intrain.maven;

import com.tngtech.archunit.lang.ArchRule;
import dev.intrain.rules.HouseRules;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MavenArchitectureTest {

    @ParameterizedTest
    @MethodSource("dev.intrain.rules.HouseRules#all")
    void holdsInThisModule(ArchRule rule) {
        rule.check(HouseRules.ownClasses());
    }
}
