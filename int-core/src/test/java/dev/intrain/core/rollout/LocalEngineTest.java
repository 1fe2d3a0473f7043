package dev.intrain.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intrain.api.TokenSequence;
import dev.intrain.api.Trace;
import dev.intrain.api.engine.Completion;
import dev.intrain.api.engine.CompletionRequest;
import dev.intrain.api.engine.CompletionRequest.Turn;
import dev.intrain.api.engine.Sampling;
import dev.intrain.api.tensor.Backend;
import dev.intrain.core.model.Decoder;
import dev.intrain.core.model.TestBackends;
import dev.intrain.core.model.TinyModels;
import dev.intrain.core.tokenizer.ChatTemplate;
import dev.intrain.core.tokenizer.Tokenizer;
import dev.intrain.core.tokenizer.TokenizerFixtures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conversations through the local engine are rollouts of the rendered prompt. */
class LocalEngineTest {
    @Test
    void completionsAreRolloutsOfTheRenderedPrompt(@TempDir Path folder) {
        Sampling sampling = new Sampling(1, 1, 0, 20);
        RolloutSettings settings = new RolloutSettings(sampling, new int[0], 4, 3, "test", 0);
        List<Turn> begun = List.of(new Turn("user", "Add 1."), new Turn("assistant", "Well,"));
        try (Tokenizer tokenizer = Tokenizer.load(TokenizerFixtures.writeWordLevel(folder));
                Backend backend = TestBackends.fastest().create(1);
                Decoder decoder = TinyModels.qwen3(backend, tokenizer.vocabularySize());
                RolloutEngine engine = new RolloutEngine(decoder, 100, 4, tokenizer::decode)) {
            ChatTemplate template = ChatTemplate.named("chatml", tokenizer);
            LocalEngine local = new LocalEngine(engine, template, settings, "hash");
            List<Completion> completions = new ArrayList<>();
            local.complete(List.of(new CompletionRequest("p", 1, begun, 3)), sampling, completions::add);
            completions.sort(Comparator.comparingInt(Completion::sample));

            TokenSequence prompt = template.prompt(begun);
            assertThat(tokenizer.decodeWithSpecials(prompt)).endsWith("<|im_start|>assistant\nWell,");
            RolloutSettings stopping = new RolloutSettings(sampling, template.stopIds(), 4, 3, "test", 0);
            List<Trace> traces =
                    engine.run(List.of(new RolloutRequest("p", 1, prompt, 0, 3)), stopping, RolloutProgress.NONE);
            assertThat(completions)
                    .isEqualTo(traces.stream()
                            .map(t -> new Completion(
                                    "p", 1, t.sample(), t.text(), t.completion().length(), t.finishReason()))
                            .toList());
            assertThat(local.fingerprint()).isEqualTo("hash");
        }
    }
}
