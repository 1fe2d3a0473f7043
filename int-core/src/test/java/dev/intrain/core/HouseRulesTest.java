package dev.intrain.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.intrain.rules.HouseRules;
import java.security.SecureRandom;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules bite: each offender below is caught, and what is allowed is left alone. */
class HouseRulesTest {

    @ParameterizedTest
    @ValueSource(
            classes = {
                DrawsFromMath.class,
                DrawsFromRandom.class,
                DrawsFromThreadLocal.class,
                DrawsFromSecureRandom.class,
                DrawsUuid.class
            })
    void unseededRandomnessIsCaught(Class<?> offender) {
        assertThat(broken(HouseRules.randomnessIsSeeded(), offender)).isTrue();
    }

    @Test
    void seededRandomnessIsAllowed() {
        assertThat(broken(HouseRules.randomnessIsSeeded(), DrawsSeeded.class)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(classes = {Prints.class, PrintsStackTrace.class, Exits.class})
    void consoleAndExitAreCaught(Class<?> offender) {
        assertThat(broken(HouseRules.consoleBelongsToTheProcess(), offender)).isTrue();
    }

    @Test
    void otherStreamsAreAllowed() {
        assertThat(broken(HouseRules.consoleBelongsToTheProcess(), DrawsSeeded.class))
                .isFalse();
    }

    private static boolean broken(ArchRule rule, Class<?> type) {
        JavaClasses classes = new ClassFileImporter().importClasses(type);
        return rule.evaluate(classes).hasViolation();
    }

    static class DrawsFromMath {
        double draw() {
            return Math.random();
        }
    }

    static class DrawsFromRandom {
        int draw() {
            return new Random().nextInt();
        }
    }

    static class DrawsFromThreadLocal {
        int draw() {
            return ThreadLocalRandom.current().nextInt();
        }
    }

    static class DrawsFromSecureRandom {
        int draw() {
            return new SecureRandom().nextInt();
        }
    }

    static class DrawsUuid {
        String draw() {
            return UUID.randomUUID().toString();
        }
    }

    static class DrawsSeeded {
        int draw(long seed) {
            return new Random(seed).nextInt();
        }
    }

    static class Prints {
        void print() {
            System.out.println("x");
        }
    }

    static class PrintsStackTrace {
        void print(IllegalStateException failure) {
            failure.printStackTrace();
        }
    }

    static class Exits {
        void exit() {
            System.exit(1);
        }
    }
}
