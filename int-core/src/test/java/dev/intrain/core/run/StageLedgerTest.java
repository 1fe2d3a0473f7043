package dev.intrain.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intrain.api.IntrainException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageLedgerTest {
    private static final StageKey KEY = new StageKey(
            "rl", Map.of("problems.arrow", "aa"), "rl:\n  groupSize: 8\n", Map.of("mine.jar", "bb"), "1.0", "cpu 256");

    @TempDir
    Path folder;

    private RunDirectory run;
    private StageLedger ledger;

    @BeforeEach
    void create() {
        run = RunDirectory.create(folder);
        ledger = new StageLedger(run);
    }

    @Test
    void startsThenResumesThenSkips() {
        assertThat(ledger.decide(KEY)).isEqualTo(new StageDecision.Start("it has not run yet"));
        ledger.begin(KEY);
        assertThat(ledger.decide(KEY)).isEqualTo(new StageDecision.Resume("it was interrupted"));
        ledger.finish(KEY, List.of(), Map.of("result", "reward 0.4"));
        assertThat(ledger.decide(KEY)).isEqualTo(new StageDecision.Skip("nothing has changed since it ran"));
        assertThat(ledger.facts("rl")).containsEntry("result", "reward 0.4");
        assertThat(ledger.facts("sft")).isEmpty();
    }

    @Test
    void saysWhyAFinishedStageIsDoneAgain() {
        ledger.begin(KEY);
        ledger.finish(KEY, List.of(), Map.of());

        assertStarts(key(Map.of("problems.arrow", "cc"), KEY.recipe()), "input problems.arrow has changed");
        assertStarts(key(Map.of(), KEY.recipe()), "input problems.arrow is gone");
        assertStarts(key(Map.of("problems.arrow", "aa", "x", "y"), KEY.recipe()), "input x is new");
        assertStarts(
                key(KEY.inputs(), "rl:\n  groupSize: 4\n"),
                "the recipe has changed from 'groupSize: 8' to 'groupSize: 4'");
        assertStarts(
                new StageKey("rl", KEY.inputs(), KEY.recipe(), Map.of("mine.jar", "b2"), "1.0", "cpu 256"),
                "provider jar mine.jar has changed");
        assertStarts(
                new StageKey("rl", KEY.inputs(), KEY.recipe(), KEY.providers(), "1.1", "cpu 256"),
                "the engine has changed from 1.0 to 1.1");
        assertStarts(
                new StageKey("rl", KEY.inputs(), KEY.recipe(), KEY.providers(), "1.0", "cpu 512"),
                "the arithmetic has changed from cpu 256 to cpu 512");
    }

    @Test
    void refusesToResumeUnderAnotherArithmetic() {
        ledger.begin(KEY);

        assertThatThrownBy(() -> ledger.decide(
                        new StageKey("rl", KEY.inputs(), KEY.recipe(), KEY.providers(), "1.0", "cpu 512")))
                .isInstanceOf(IntrainException.class)
                .hasMessage(
                        "stage rl in " + folder + " is half done under the arithmetic 'cpu 256' and cannot be resumed"
                                + " under 'cpu 512': go on where it was begun, or delete "
                                + folder.resolve("stages/rl.started.json") + " to begin it anew");
    }

    @Test
    void startsAnewWhatIsHalfDoneUnderAnotherRecipe() {
        ledger.begin(KEY);

        assertStarts(
                key(KEY.inputs(), "rl:\n  groupSize: 4\n"),
                "the recipe has changed from 'groupSize: 8' to 'groupSize: 4'");
    }

    @Test
    void startsAnewWhenAnOutputIsGoneOrHoldsOtherBytes() throws IOException {
        Files.createDirectory(run.model());
        Path weights = Files.writeString(run.model().resolve("model.safetensors"), "weights");
        ledger.begin(KEY);
        ledger.finish(KEY, List.of(run.model()), Map.of());
        assertThat(ledger.decide(KEY)).isInstanceOf(StageDecision.Skip.class);

        Files.writeString(weights, "weighty");
        assertStarts(KEY, "its output model has changed");

        Files.delete(weights);
        Files.delete(run.model());
        assertStarts(KEY, "its output model is gone");
    }

    @Test
    void beginningAnewForgetsThatItWasDone() {
        ledger.begin(KEY);
        ledger.finish(KEY, List.of(), Map.of());
        ledger.begin(KEY);
        assertThat(ledger.decide(KEY)).isInstanceOf(StageDecision.Resume.class);
    }

    @Test
    void aDamagedRecordIsOneSentence() throws IOException {
        ledger.begin(KEY);
        Files.writeString(folder.resolve("stages/rl.started.json"), "{");

        assertThatThrownBy(() -> ledger.decide(KEY))
                .hasMessage(folder.resolve("stages/rl.started.json")
                        + " is damaged: delete it and run the same command again");
    }

    @Test
    void theHashOfAKeyIsStableAndTellsKeysApart() {
        assertThat(KEY.hash()).hasSize(64).isEqualTo(StageKey.of(KEY.toMap()).hash());
        assertThat(KEY.hash()).isNotEqualTo(key(Map.of(), KEY.recipe()).hash());
    }

    private static StageKey key(Map<String, String> inputs, String recipe) {
        return new StageKey("rl", inputs, recipe, KEY.providers(), KEY.engine(), KEY.arithmetic());
    }

    private void assertStarts(StageKey key, String why) {
        assertThat(ledger.decide(key)).isEqualTo(new StageDecision.Start(why));
    }
}
