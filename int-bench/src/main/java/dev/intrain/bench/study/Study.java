package dev.intrain.bench.study;

import dev.intrain.api.IntrainException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A study as its file {@code study.json} describes it: settings (a model and a task), and arms, which are recipes run with several seeds.
 *
 * @param settings settings by name
 * @param arms in the order of the tables
 */
public record Study(Map<String, Setting> settings, List<Arm> arms) {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** Checks that arms name settings and arms that there are. */
    public Study {
        settings = new LinkedHashMap<>(settings);
        arms = List.copyOf(arms);
        for (Arm arm : arms) {
            if (!settings.containsKey(arm.setting())) {
                throw new IntrainException("arm '" + arm.name() + "' names the setting '" + arm.setting()
                        + "', which the study does not have: its settings are " + settings.keySet());
            }
            if (arm.budgetOf().isPresent()
                    && find(arms, arm.setting(), arm.budgetOf().get()).isEmpty()) {
                throw new IntrainException("arm '" + arm.name() + "' has the budget of '"
                        + arm.budgetOf().get() + "', which setting '" + arm.setting() + "' does not have");
            }
        }
    }

    /**
     * A model and a task.
     *
     * @param title for the tables
     * @param overrides of every recipe of the setting
     * @param steps how single steps are looked at; empty where they are not
     */
    public record Setting(String title, List<String> overrides, Optional<Steps> steps) {}

    /**
     * Single steps of a task.
     *
     * @param pattern of a step with two groups, the fact used and the value it led to
     * @param facts file of the task's facts, from the study's folder
     */
    public record Steps(String pattern, String facts) {}

    /**
     * One recipe with its seeds.
     *
     * @param setting where
     * @param name of the result files
     * @param title for the tables
     * @param role what it is in the study
     * @param recipe file, from the study's folder
     * @param overrides over the setting's
     * @param seeds it is run with seeds 1 to so many
     * @param budgetOf the arm whose compute of the same seed it may spend; empty for no limit
     */
    public record Arm(
            String setting,
            String name,
            String title,
            Role role,
            String recipe,
            List<String> overrides,
            int seeds,
            Optional<String> budgetOf) {}

    /** What an arm is in the study. */
    public enum Role {
        /** The method. */
        METHOD,
        /** What the method must beat. */
        PRIMARY,
        /** Another opponent; its p-value is adjusted for their number. */
        SECONDARY,
        /** Knows what no student can know: not an opponent. */
        UPPER_BOUND,
        /** Thought of when other results were known: a hint, no test. */
        EXPLORATORY,
        /** The method with one part changed, looked at after fine-tuning. */
        ABLATION
    }

    /**
     * One run.
     *
     * @param arm its arm
     * @param seed its seed
     */
    public record Run(Arm arm, int seed) {
        /** @return name of its result file below the results' folder */
        public String file() {
            return arm.setting() + "/" + arm.name() + "/seed-" + seed + ".json";
        }
    }

    /**
     * @param file a study.json
     * @return the study
     * @throws IntrainException if it cannot be read or does not say what a study needs
     */
    public static Study read(Path file) {
        try {
            return MAPPER.readValue(Files.readString(file), Study.class);
        } catch (IOException e) {
            throw new IntrainException("the study " + file + " cannot be read: name a study.json", e);
        } catch (JacksonException e) {
            throw new IntrainException("the study " + file + " is not as it should be: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * All runs, those of low seeds first, so that a study cut short has every arm, and an arm after the one whose budget it has.
     *
     * @return them
     */
    public List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        for (Arm arm : arms) {
            for (int seed = 1; seed <= arm.seeds(); seed++) {
                runs.add(new Run(arm, seed));
            }
        }
        runs.sort(Comparator.comparingInt(Run::seed));
        return runs;
    }

    /**
     * @param setting name of a setting
     * @param name name of an arm
     * @return the arm
     */
    public Optional<Arm> arm(String setting, String name) {
        return find(arms, setting, name);
    }

    private static Optional<Arm> find(List<Arm> arms, String setting, String name) {
        return arms.stream()
                .filter(arm -> arm.setting().equals(setting) && arm.name().equals(name))
                .findFirst();
    }
}
